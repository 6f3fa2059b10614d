"""The Kundennummer as it is written: three digits, a letter, six digits. It names no responsible Agentur."""

KUNDENNUMMER = r"^[0-9]{3}[A-Z][0-9]{6}$"

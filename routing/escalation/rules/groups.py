"""The 40 Anliegen in eight groups, so that figures are about many and a second call about the same thing is seen.

The groups are our proposal, like the catalogue itself.
"""

_GROUPS = {
    "antrag": ("Antrag und Unterlagen", (1, 2, 3, 23, 39)),
    "zahlung": ("Zahlung", (4, 5, 6, 21)),
    "hoehe": ("Höhe, Dauer und Bescheid", (7, 8, 9, 10, 22, 33, 36)),
    "meldung": ("Meldung und Abmeldung", (11, 12, 13, 14, 38)),
    "aenderung": ("Veränderungen", (15, 16, 17, 18, 19, 20)),
    "ende": ("Sperrzeit und Ende der Beschäftigung", (24, 25, 26, 27, 28)),
    "rechtsbehelf": ("Aufhebung und Widerspruch", (29, 30, 31)),
    "besonderes": ("Besondere Lebenslagen", (32, 34, 35, 37, 40)),
}
GROUP_LABELS = {group: label for group, (label, _) in _GROUPS.items()}
GROUP_OF = {f"ALG-{number:02}": group for group, (_, numbers) in _GROUPS.items() for number in numbers}

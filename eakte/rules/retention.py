"""Orders: 180 days after the hand-over to the E-AKTE has been confirmed (proposal); the file itself is there."""

from socl.lib.retention import Retention

ORDERS = Retention("eakte.orders", "Bearbeitungsaufträge nach ihrer Übergabe an die E-AKTE", 180)

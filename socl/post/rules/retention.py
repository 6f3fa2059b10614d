"""90 days after a message has ended (proposal), so that a question about it can still be answered."""

from socl.lib.retention import Retention

MESSAGES = Retention("post.messages", "Nachrichten (E-Mail, SMS, Dateien) nach ihrem Ende", 90)

"""Django's PostgreSQL backend; whether a kept connection still stands is seen at its socket, not asked of the server."""

import select

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend of DATABASES."""

    def is_usable(self) -> bool:
        """False if the server has ended the connection: it leaves its last message, or the end of the stream, in the
        socket of a connection that waits for nothing; and after an error that nobody rolled back. Django asks before
        the first statement of each request, by a ``SELECT 1`` that costs as much as most answers (docs/decisions/0099).
        """
        if self.connection is None or self.connection.closed:
            return False
        if self.connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
            return False
        socket = select.poll()
        socket.register(self.connection, select.POLLIN)
        return not socket.poll(0)

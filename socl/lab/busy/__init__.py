"""``make lab``: a busy hour at the telephone, over HTTP, against a running instance; and what must hold in it."""

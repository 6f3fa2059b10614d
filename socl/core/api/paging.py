"""Cursor pages for lists: {"next", "previous", "results"}."""

from rest_framework.pagination import CursorPagination


class ByIdPagination(CursorPagination):
    """Newest first; the cursor carries an id and nothing else."""

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"

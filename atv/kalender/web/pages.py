"""The addresses of the calendar's pages."""

from django.urls import URLPattern, path

from atv.kalender.web import book_pages as counter
from atv.kalender.web import booking_pages as one
from atv.kalender.web import callback_pages as callback
from atv.kalender.web import day_pages as day

urlpatterns: list[URLPattern] = [
    path("buchen/", counter.where, name="book"),
    path("buchen/<str:team>/<str:art>/", counter.book, name="book_at"),
    path("buchen/<str:team>/<str:art>/vormerkung/", counter.hold, name="book_hold"),
    path("termin/<int:pk>/", one.booking, name="booking"),
    path("termin/<int:pk>/versuch/", one.attempt, name="booking_attempt"),
    path("termin/<int:pk>/abschluss/", one.complete, name="booking_complete"),
    path("termin/<int:pk>/absage/", one.cancel, name="booking_cancel"),
    path("termin/<int:pk>/verschieben/", one.move, name="booking_move"),
    path("termin/<int:pk>/uebernahme/", callback.take, name="booking_take_over"),
    path("termin/<int:pk>/folgetermin/", callback.follow_up, name="booking_follow_up"),
    path("<str:team>/", day.day_sheet_today, name="day_sheet_today"),
    path("<str:team>/ueberfaellig/", day.day_sheet_overdue, name="day_sheet_overdue"),
    path("<str:team>/<str:day>/", day.day_sheet, name="day_sheet"),
    path("<str:team>/<str:day>/platz/<int:number>/", day.day_sheet_column, name="day_sheet_column"),
]

"""The addresses of the calendar's pages."""

from django.urls import URLPattern, path

from atv.kalender.web import book_pages as counter
from atv.kalender.web import booking_pages as one
from atv.kalender.web import callback_pages as callback
from atv.kalender.web import day_pages as day
from atv.kalender.web import exports, policy_pages, week_pages
from atv.kalender.web import figure_pages as figures
from atv.kalender.web import protection_pages as protection
from atv.kalender.web import replan_pages as replan
from atv.kalender.web import seat_pages as seats
from atv.kalender.web import supply_pages as supply

urlpatterns: list[URLPattern] = [
    path("buchen/", counter.where, name="book"),
    path("buchen/<str:team>/<str:art>/", counter.book, name="book_at"),
    path("buchen/<str:team>/<str:art>/vormerkung/", counter.hold, name="book_hold"),
    path("termin/<int:pk>/", one.booking, name="booking"),
    path("termin/<int:pk>/versuch/", one.attempt, name="booking_attempt"),
    path("termin/<int:pk>/abschluss/", one.complete, name="booking_complete"),
    path("termin/<int:pk>/absage/", one.cancel, name="booking_cancel"),
    path("termin/<int:pk>/verschieben/", one.move, name="booking_move"),
    path("termin/<int:pk>/schutz/", protection.protect, name="booking_protect"),
    path("termin/<int:pk>/uebernahme/", callback.take, name="booking_take_over"),
    path("termin/<int:pk>/folgetermin/", callback.follow_up, name="booking_follow_up"),
    path("abo/<str:secret>.ics", exports.feed, name="feed_ics"),
    path("<str:team>/abo/", exports.feed_page, name="feed"),
    path("<str:team>/abo/neu/", exports.give_out, name="feed_give_out"),
    path("<str:team>/abo/widerruf/", exports.revoke, name="feed_revoke"),
    path("<str:team>/regeln/", policy_pages.policy, name="callback_policy"),
    path("<str:team>/woche/", week_pages.week_today, name="week_today"),
    path("<str:team>/woche/<str:day>/platz/<int:number>/", week_pages.week, name="week"),
    path("<str:team>/woche/<str:day>/platz/<int:number>/tag/", week_pages.week_column, name="week_column"),
    path("<str:team>/<str:day>/csv/", exports.as_csv, name="export_csv"),
    path("<str:team>/<str:day>/ics/", exports.as_ics, name="export_ics"),
    path("zahlen/", figures.page, name="figures"),
    path("zahlen/csv/", figures.as_csv, name="figures_csv"),
    path("<str:team>/", day.day_sheet_today, name="day_sheet_today"),
    path("<str:team>/ueberfaellig/", day.day_sheet_overdue, name="day_sheet_overdue"),
    path("<str:team>/serviceplaetze/", supply.overview, name="supply"),
    path("<str:team>/serviceplaetze/verlauf/", supply.history, name="supply_history"),
    path("<str:team>/serviceplaetze/besetzung/", seats.seating, name="seating"),
    path("<str:team>/serviceplaetze/neu/<slug:what>/", supply.change, name="supply_new"),
    path("<str:team>/serviceplaetze/<slug:what>/<int:pk>/", supply.change, name="supply_change"),
    path("<str:team>/neuplanung/", replan.page, name="replan"),
    path("<str:team>/neuplanung/alle/", replan.everything, name="replan_all"),
    path("<str:team>/neuplanung/<int:pk>/", replan.move, name="replan_one"),
    path("<str:team>/<str:day>/", day.day_sheet, name="day_sheet"),
    path("<str:team>/<str:day>/platz/<int:number>/", day.day_sheet_column, name="day_sheet_column"),
]

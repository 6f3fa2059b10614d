"""Words of the OTK's history."""

VERBS = {
    "set_up_site": "angelegt",
    "put_anliegen": "Anliegen geändert",
    "change_otv_site": "Angaben zur Dienststelle geändert",
    "release_site": "freigeschaltet",
    "withdraw_site": "zurückgezogen",
    "report_start": "geplanter Start gemeldet",
    "roll_back_site": "früherer Stand wiederhergestellt",
    "copy_site": "Anliegen übernommen",
    "set_opening_week": "Öffnungszeiten geändert",
    "take_back_opening_week": "geplante Öffnungszeiten zurückgenommen",
    "set_opening_day": "Öffnungszeiten einzelner Tage geändert",
    "clear_opening_day": "Öffnungszeiten eines Tages zurückgenommen",
}

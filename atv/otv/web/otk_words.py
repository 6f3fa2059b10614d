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
}

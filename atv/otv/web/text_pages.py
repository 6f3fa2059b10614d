"""The prescribed text of the "Persönliche Arbeitslosmeldung", entered once for all sites."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from atv.otv.actions.content import enter_text_block
from atv.otv.queries.texts import text_block
from atv.otv.web.otk_forms import TextBlockForm
from socl.core import clock
from socl.orga import gates
from socl.orga.gates import signed_in
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def text(request: HttpRequest, person: Person) -> HttpResponse:
    """What every site shows, official or draft, and the form that replaces it. Rule OTV 3/AA/3."""
    gates.require(person, Grant.PRESCRIBE_OTV, clock.today())
    block = text_block()
    start = {"text": block.text, "hint": block.hint, "source": block.source}
    form = TextBlockForm(request.POST or None, initial=start)
    if form.is_bound and form.is_valid():
        enter_text_block(**form.cleaned_data, by=person, at=clock.now())
        messages.success(request, "Der Textbaustein gilt jetzt auf allen Seiten.")
        return redirect("otk_text")
    context = {"prescribed": block, "form": form}
    return render(request, "otv/otk_text.html", context, status=422 if form.errors else 200)

"""What forms and views of Django have of a model that keeps a contract, in whichever file they are used."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A wish. @db plots_wish */
export interface Wish {
  /** @format int */
  id: number;
  state: "waiting" | "offered";
  /** Says more. */
  remark: string;
}
"""
MODELS = """
from django.db import models

class Wish(models.Model):
    state = models.CharField(max_length=10, choices=[("waiting", "Waiting"), ("offered", "Offered")])
    remark = models.TextField()
"""
FORMS = """
from django import forms

from .models import Wish

class WishForm(forms.ModelForm):
    email = forms.EmailField()

    class Meta:
        model = Wish
        fields = ["remark"]

    def save(self, commit=True):
        wish = super().save(commit=False)
        wish.state = "waiting"
        wish.save()
        return wish

class PlainForm(forms.ModelForm):
    class Meta:
        model = Wish
        fields = ["remark"]

    def clean(self):
        cleaned_data = super().clean()
        cleaned_data["words"] = cleaned_data["remark"].split()
        return cleaned_data

class LongForm(WishForm):
    more = forms.CharField()
"""
PAGES = """
from django.views.generic import CreateView, FormView, UpdateView

from .forms import LongForm, PlainForm, WishForm
from .models import Wish

def wish(request):
    form = PlainForm(request.POST)
    made = form.save()
    return form.cleaned_data["remark"], form.cleaned_data["words"], made.state, form.instance.remark

def long(request):
    form = LongForm(request.POST)
    return form.cleaned_data["more"], form.cleaned_data["email"]

class WishPage(FormView):
    form_class = WishForm

    def form_valid(self, form):
        self.say(form.cleaned_data["remark"], form.cleaned_data["email"])
        self.made = form.save()
        return self.made.remark

class EditPage(UpdateView):
    model = Wish
    fields = ["remark"]

    def form_valid(self, form):
        form.instance.state = "offered"
        return self.object.remark
"""


def _told(**changed: str) -> list[str]:
    texts = {"c/a.contract.ts": CONTRACT, "plots/models.py": MODELS, "plots/forms.py": FORMS, "plots/pages.py": PAGES}
    texts |= {f"plots/{name}.py": text for name, text in changed.items()}
    snapshot = snapshot_as_written(texts)
    loud = [f for f in check(snapshot) if f.severity in ("error", "warning") and f.path.endswith(".py")]
    return [f"{f.rule}: {snapshot.sources[f.path].text[f.range]}" for f in loud]


def test_what_keeps_to_the_contract_is_not_told() -> None:
    assert _told() == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('return form.cleaned_data["remark"]', 'return form.cleaned_data["text"]', "text"),
        ("made.state", "made.status", "status"),
        ("form.instance.remark", "form.instance.text", "text"),
        ('self.say(form.cleaned_data["remark"]', 'self.say(form.cleaned_data["text"]', "text"),
        ("self.object.remark", "self.object.text", "text"),
    ],
)
def test_a_name_that_the_model_of_a_form_or_view_lacks_is_told(old: str, new: str, told: str) -> None:
    assert _told(pages=PAGES.replace(old, new)) == [f"unknown-property: {told}"]


def test_a_value_that_a_form_gives_its_object_is_told() -> None:
    assert _told(forms=FORMS.replace('wish.state = "waiting"', 'wish.state = "pending"')) == ["unknown-value: pending"]
    assert _told(pages=PAGES.replace('"offered"', '"open"')) == ["unknown-value: open"]


def test_a_name_that_is_written_to_what_is_saved_then_is_told() -> None:
    """The object may be known by a chain of names."""
    tasks = """
from .models import Wish

def offer(wish: Wish, holder):
    holder.wish = wish
    wish.status_of_old = "offered"
    wish.save()
"""
    assert _told(tasks=tasks) == ["unknown-property: status_of_old"]
    assert _told(tasks=tasks.replace("    wish.save()\n", "")) == []


def test_a_long_function_behind_an_attribute_of_its_own_is_read_at_once() -> None:
    """What is searched behind it must not try every way to part the white space before each line."""
    behind = "\n".join(f'        self.say("{n}")' for n in range(400))
    text = f"""
from .models import Wish

class Offers:
    def offer(self, wish: Wish):
        wish.never_saved = compute()
{behind}
"""
    assert _told(tasks=text) == []

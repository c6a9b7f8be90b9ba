"""Models of Django behind custom queries, related managers and serializers, and views that say which endpoint they are."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Somebody with an account.
 * @db customers */
export interface Customer {
  /** @format int */
  id: number;
  /** @format email */
  email: string;
  display_name: string;
}
/** What somebody ordered.
 * @db orders */
export interface Order {
  /** @format int */
  id: number;
  /** @format int */
  customer_id: number;
  reference: string;
}
/** What the API shows of it. */
export interface OrderView { reference: string; customer_email: string }
/** What went wrong. */
export interface Failure { detail: string }
/** One order.
 * @api GET /orders/{reference} */
export interface GetOrder { params: { reference: string }; response: OrderView; errors: Failure }
/** Change it.
 * @api POST /orders/{reference} */
export interface SetOrder { params: { reference: string }; request: { reference: string }; response: OrderView; errors: Failure }
"""
MODELS = """
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models


class Customers(models.QuerySet["Customer"]):
    def known(self):
        return self.exclude(email="")


# @contract Customer
class Customer(AbstractUser):
    email = models.EmailField()
    display_name = models.CharField(max_length=9)
    objects = models.Manager.from_queryset(Customers)()

    class Meta:
        db_table = "customers"


class Orders(models.QuerySet):
    def open(self):
        return self.filter(reference__gt="").order_by("reference")

    def report(self):
        return {"emial": 1}


# @contract Order
class Order(models.Model):
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="orders")
    reference = models.CharField(max_length=9)
    objects = Orders.as_manager()

    class Meta:
        db_table = "orders"
"""
SERIALIZERS = """
from rest_framework import serializers

from shop.models import Order


# @contract OrderView
class OrderSerializer(serializers.ModelSerializer):
    customer_email = serializers.EmailField(source="customer.email")

    class Meta:
        model = Order
        fields = ["reference", "customer_email"]
"""
TREE = {"a.contract.ts": CONTRACT, "shop/models.py": MODELS, "shop/serializers.py": SERIALIZERS}
HEAD = """from django.db.models import Count, F, Max, Q
from rest_framework.response import Response
from shop.models import Customer, Order
from shop.serializers import OrderSerializer
"""


def said(code: str, path: str = "shop/code.py", **changed: str) -> list[str]:
    texts = {**TREE, **{f"shop/{name}.py": text for name, text in changed.items()}, path: HEAD + code + "\n"}
    found = [f for f in check(snapshot_of(texts)) if f.severity in ("error", "warning") and f.path.endswith(".py")]
    return [snapshot_of(texts).sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize(
    "code",
    [
        "def f(): return [o.referense for o in Order.objects.open()]",
        "def f(): return Order.objects.open().filter(referense=1)",
        "def f(): return Order.objects.open().first().referense",
        "def f(o: Order): return o.customer.orders.filter(referense=1)",
        "def f(o: Order):\n    for other in o.customer.orders.all(): print(other.referense)",
        "def f(c: Customer): return c.orders.select_related('customer').first().referense",
        "def f(): return Customer.objects.known().filter(orders__referense=1)",
        "def f(c: Customer):\n    found = c.orders.all()\n    return found.filter(referense=1)",
        "def f(request): return request.user.orders.get(referense=1)",
        "def f():\n    query = Q(referense=1)\n    query |= Q(reference=2)\n    return Order.objects.filter(query)",
        "def f(): Order.objects.bulk_update([], ['referense'])",
        "def f(): Order.objects.update(reference=F('referense'))",
        "def f(): return Order.objects.filter(reference='a').aggregate(n=Count('id'))['referense']",
        "def f(c: Customer): return c.orders.aggregate(n=Max('referense'))['n']",
        "def f():\n    last = Max('orders__referense')\n    return Customer.objects.annotate(last=last)",
        "def f(): return [r['referense'] for r in Order.objects.values('id', 'reference')]",
        "def f():\n    for r in Order.objects.values('id').annotate(n=Count('id')).order_by('-n'): print(r.get('referense'))",
        "def f(): return [r.referense for r in Order.objects.values_list('id', named=True)]",
        "NAMES = ['id', 'referense']\ndef f(): return Order.objects.values(*NAMES)",
        "@receiver(post_save, sender=Order)\ndef f(sender, instance, **rest): return instance.referense",
        "def f(sender, instance, created, **rest): return instance.referense\npost_save.connect(f, sender=Order)",
        "class F(forms.ModelForm):\n    class Meta:\n        model = Order\n"
        "    def clean(self): raise ValidationError({'referense': 'x'})",
        "class S(OrderSerializer):\n    def validate(self, attrs): raise ValidationError({'referense': ['x']})",
        "class F(forms.ModelForm):\n    class Meta:\n        model = Order\n    def clean_referense(self): return 1",
        "def f(): return Order.objects.in_bulk(['a'], field_name='referense')",
        "class A(admin.ModelAdmin):\n    model = Order\n    @admin.display(ordering='referense')\n    def referense(self, obj): return 1",
        "def f(): return OrderSerializer(data={}).validated_data['referense']",
        "class S(OrderSerializer):\n    def create(self, validated_data): return validated_data['referense']",
        "class V:\n    filterset_fields = ['referense']\n    def get_queryset(self): return Order.objects.open()",
        "# @contract SetOrder\ndef f(request, reference): return request.data['referense']",
        "# @contract SetOrder\ndef f(request, reference): return Response({'referense': '1', 'reference': '1', 'customer_email': '2'})",
        "class V:\n    # @contract SetOrder\n    def post(self, request): return self.request.data['referense']",
        "values = {'referense': 1}\ndef f():\n    values = {'referense': 1}\n    return Order(**values)",
        "def make(**rest): return Order(**{'reference': 'a', **rest})\nmake(referense=2)",
        "def f(o: Order): o.referense = 1",
        "def f():\n    for row in Order.objects.values('reference', 'customer__email'): print(row['referense'])",
    ],
)
def test_found(code: str) -> None:
    assert said(code) == ["referense"]


@pytest.mark.parametrize(
    "code",
    [
        "def f(): return [o.emial for o in Order.objects.report()]",
        "def f(): return Order.objects.unknown().first().referense",
        "def f(o: Unknown): return o.customer.filter(referense=1)",
        "def f(o: Order): return o.customer.first_name, o.customer.is_staff, o.customer.groups, o.customer.get_full_name()",
        "class S(OrderSerializer):\n    def create(self, validated_data): return validated_data['customer']\n"
        "def f(s): s.save(customer=1)",
        "def f(s: OrderSerializer): return s.is_valid(), s.errors, s.referense",
        "def f(request): return request.data['referense']",
        "# @contract SetOrder\ndef f(request, reference): return Response({'detail': 'x'}, status=404)",
        "def f():\n    values = {'referense': 1}\n    values.pop('referense')\n    return Order(**values)",
        "def make(**rest):\n    rest.pop('referense')\n    return Order(**rest)\nmake(referense=2)",
        "def make(referense, **rest): return Order(**rest)\nmake(referense=2)",
        "def f(o: Order): o.shown = 1\ndef g(o: Order): return o.shown",
        "def f(d: dict): return Order(**d)",
        "def f():\n    for r in Order.objects.values('customer_id', 'customer__email'): print(r['customer__email'], r['customer_id'])",
        "def f():\n    for row in Order.objects.annotate(rank=F('id')).values('id', 'rank'): print(row['rank'])",
        "def f(): return [(r['id__count'], r['reference']) for r in Order.objects.values('id').annotate(Count('id'), F('reference'))]",
        "def f(): return [(r['id__count'], r['n']) for r in Order.objects.values('reference').annotate(Count('id'), n=Max('id'))]",
        "@receiver(post_save, sender=Order)\n@receiver(post_save, sender=Customer)\ndef f(sender, instance, **k): instance.referense",
        "def f():\n    names = ['id']\n    names.append('reference')\n    return [r['reference'] for r in Order.objects.values(*names)]",
        "class F(forms.ModelForm):\n    class Meta:\n        model = Order\n"
        "    def __init__(self):\n        self.fields['referense'] = forms.CharField()\n    def clean_referense(self): return 1",
        "class F(UserForm):\n    class Meta:\n        model = Order\n    def clean_referense(self): return 1",
        "class F(forms.ModelForm):\n    referense = forms.CharField()\n    class Meta:\n        model = Order\n"
        "    def clean_referense(self): return 1\n    def clean_up(self, what): return 2",
        "@receiver(post_save)\ndef f(sender, instance, **rest): return instance.referense",
        "def f(sender, instance, **rest): return instance.referense\npost_save.connect(f)\nother.connect(f, sender=Unknown)",
        "class S(OrderSerializer):\n    def validate(self, attrs): raise ValidationError({'non_field_errors': 'x', 'captcha': 'y'})",
        "def f(names): return [r['reference'] for r in Order.objects.values(*names)]",
        "def f(): return Order.objects.aggregate(Count('id'), most=Max('id'))['id__count']",
        "def f():\n    for r in Order.objects.values('id'):\n        r['referense'] = 1\n        print(r['referense'])",
        "def f():\n    for r in Order.objects.values('id'):\n        r.update(referense=1)\n        print(r['referense'])",
        "def f(): return [(r.reference, r.index, r._asdict()) for r in Order.objects.values_list('reference', named=True)]",
        "def f(): return [{**r, 'referense': 1} for r in Order.objects.values('id')], Order.objects.values('id').union(f())[0]['x']",
        "def f():\n    for row in Order.objects.values('id').annotate(rank=F('id')): print(row['rank'])",
    ],
)
def test_left_alone(code: str) -> None:
    assert said(code) == []


def test_a_field_that_a_row_does_not_pick_is_told() -> None:
    rows = "[r['reference'] for r in Order.objects.values('id', 'customer__email').annotate(n=Count('id'))]"
    assert said(f"def f(): return {rows}") == ["reference"]
    made = "Order.objects.values('id').annotate(n=Count('id'))"
    assert said(f"def rows(): return {made}\ndef f(): return [r['reference'] for r in rows()]") == ["reference"]


def test_a_serializer_is_held_to_its_contract() -> None:
    changed = SERIALIZERS.replace('"reference", ', '"reference_no", ')
    assert set(said("", serializers=changed)) == {"reference_no"}
    assert said("", serializers=SERIALIZERS.replace('["reference", "customer_email"]', '"__all__"')) == []


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def test(client):\n    client.post('/orders/A1', {'referense': 1})", ["referense"]),
        ("def test(client):\n    client.post('/orders/1', json={'nonsense': 1})", []),
        ("def test(client):\n    client.post('/orders/1', json={})", []),
        ("def test(client): assert client.get('/orders/1').json()['total'] == 1", ["total"]),
        ("def test(client): assert client.get('/orders/1').data['detail'] == 'gone'", []),
        ("def test_refused(client): assert client.get('/orders/1').data['total'] == 1", []),
        (
            "def test(client):\n    a = client.get('/orders/1')\n    a = client.get('/other/1')\n    a.json()['referense']",
            [],
        ),
        (
            "def test(client):\n    a = client.get('/other/1')\n    a = client.get('/orders/1')\n    a.json()['referense']",
            ["referense"],
        ),
        ("def test(client):\n    assert client.get('/orders/1').json() == {'referense': 1}", ["referense"]),
        ("def test(self): self.assertEqual(self.client.get('/orders/1').json(), {'referense': 1})", ["referense"]),
        ("def test(self): self.assertIn('referense', self.client.get('/orders/1').json())", ["referense"]),
    ],
)
def test_requests_of_tests(code: str, names: list[str]) -> None:
    assert said(code, "tests/test_orders.py") == names


SERVED = "# @contract GetOrder\ndef f(request, reference): return None\n"
VIEWSET = "from rest_framework.routers import DefaultRouter\nrouter = DefaultRouter()\nrouter.register('orders', OrderViewSet)\n"


@pytest.mark.parametrize(
    ("files", "unserved"),
    [
        ({"views": SERVED}, ["SetOrder"]),
        ({"views": SERVED + "\n\nclass V:\n    # @contract SetOrder\n    def post(self, request): return None\n"}, []),
        ({"views": SERVED, "urls": VIEWSET}, []),
    ],
)
def test_what_serves_an_endpoint(files: dict[str, str], unserved: list[str]) -> None:
    texts = {**TREE, **{f"shop/{name}.py": text for name, text in files.items()}}
    found = [f.message for f in check(snapshot_of(texts)) if f.rule == "unserved-endpoint"]
    assert [name for name in ("GetOrder", "SetOrder") for m in found if name in m] == unserved


STATES = """
/** How it is. */
export type Stage = "waiting" | "running" | "finished";
/** Work.
 * @db jobs */
export interface Job {
  /** @format int */
  id: number;
  stage: Stage;
}
"""
JOBS = """
from django.db import models
from django.db.models import Count, Q


# @contract Stage
class Stage(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"


# @contract Job
class Job(models.Model):
    stage = models.CharField(choices=Stage.choices, max_length=9)
    parent = models.ForeignKey("self", on_delete=models.CASCADE, related_name="children")

    class Meta:
        db_table = "jobs"


def f():
    Job.objects.filter(stage="waiting").exclude(stage__in=["running", "finished"])
    Job.objects.filter(Q(stage__exact="finished") | ~Q(stage="running"), stage__startswith="wai")
    return Job.objects.get(stage="waiting")
"""


def test_the_values_that_a_query_asks_for() -> None:
    def wrong(source: str) -> list[str]:
        snapshot = snapshot_of({"a.contract.ts": STATES, "jobs.py": source})
        return [snapshot.sources[f.path].text[f.range] for f in check(snapshot) if f.rule == "unknown-value"]

    assert wrong(JOBS) == []
    command = "def handle(parser, **options):\n    parser.add_argument('--stage', choices=['waiting', {}])\n    {}\n"
    asks = "Job.objects.filter(stage=options['stage'])"
    assert wrong(JOBS + command.format("'stopped'", asks)) == ["stopped"]
    assert wrong(JOBS + command.format("'all'", f"if options['stage'] != 'all': {asks}")) == []
    nested = "def register(app):\n    @app.cli.command()\n    @click.option('--stage', type=click.Choice(['waiting', 'stopped']))\n"
    assert wrong(JOBS + nested + "    def run(stage): Job.objects.filter(stage=stage)\n") == ["stopped"]
    rows = "ROWS = [{'stage': 'waiting'}, {'stage': 'stopped', 'other': 'x'}]\n"
    assert wrong(JOBS + rows + "def g():\n    for row in ROWS: Job.objects.create(stage=row['stage'])\n") == ["stopped"]
    body = JOBS.index("def f()")
    for word in ("waiting", "running", "finished"):
        at = JOBS.find(f'"{word}"', body)
        while at >= 0:
            assert wrong(JOBS[: at + 1] + "x" + JOBS[at + 1 :]) == [f"x{word}"], JOBS[at - 30 : at]
            at = JOBS.find(f'"{word}"', at + 1)


VIEWS_OF_DJANGO = """
from django import forms
from django.contrib import admin
from django.db.models import Case, When

from shop.models import Order


class OrderInline(admin.TabularInline):
    model = Order
    fields = ("reference",)


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_filter = [("reference", admin.AllValuesFieldListFilter), "customer__email"]
    date_hierarchy = "reference"

    @admin.display(ordering="reference")
    def shown(self, obj):
        return obj.reference


class OrderForm(forms.ModelForm):
    class Meta:
        model = Order
        fields = ["reference"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reference") == self.instance.reference:
            self.add_error("reference", "The same.")
        return cleaned


class OrderView:
    queryset = Order.objects.all()

    def get_queryset(self):
        return super().get_queryset().order_by("reference").filter(customer_id=1)

    def post(self, request):
        order = self.get_object()
        ranked = Order.objects.annotate(rank=Case(When(reference="a", then=1)))
        return order.reference, ranked
"""


def test_views_forms_and_admins_name_fields_of_their_model() -> None:
    assert said(VIEWS_OF_DJANGO) == []


@pytest.mark.parametrize("at", range(VIEWS_OF_DJANGO.count("reference")))
def test_a_slip_in_views_forms_and_admins(at: int) -> None:
    parts = VIEWS_OF_DJANGO.split("reference")
    slipped = "reference".join(parts[: at + 1]) + "referense" + "reference".join(parts[at + 1 :])
    assert said(slipped) == ["referense"]


def test_a_key_of_django_is_known_with_and_without_its_id() -> None:
    assert said("def f(): return Order.objects.filter(customer_id=1, customer=2)") == []
    assert said("def f(): return Order.objects.filter(custmer_id=1)") == ["custmer_id"]
    assert said("def f(o: Order): return o.buyer_id, o.customer_id") == ["buyer_id"]
    assert said("def f(): return Order.objects.filter(buyer_id=1)") == ["buyer_id"]
    assert said("def f(): return [o.buyer_id for o in Order.objects.annotate(buyer_id=F('customer_id'))]") == []


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def f(o: Order, number):\n    o.number = number\n    o.save()", ["number"]),
        ("def f(o: Order):\n    o.number = number(number=1)\n    o.save(update_fields=['reference'])", ["number"]),
        ("def f(o: Order, number):\n    o.number = number", []),
        ("def f(o: Order, number):\n    o.number = number\n    o.save()\ndef g(o): return o.number", []),
        ("def f(o: Order, number):\n    o.number = number\n    o.save()\ndef g(o): return getattr(o, 'number', 0)", []),
    ],
)
def test_what_is_saved_with_a_model_is_one_of_its_fields(code: str, names: list[str]) -> None:
    assert said(code) == names


def test_what_a_test_of_unittest_compares_with_a_field_is_one_of_its_values() -> None:
    files = {
        "loans.contract.ts": """
        /** A loan.
         * @db loans */
        export interface Loan { state: "open" | "late"; /** @format int */ dayCount: number }
        """,
        "app/models.py": """
        from django.db import models

        class Loan(models.Model):
            state = models.CharField(max_length=9, choices=[("open", "Open"), ("late", "Late")])
            day_count = models.IntegerField()

            class Meta:
                db_table = "loans"
        """,
        "tests/test_loans.py": """
        from django.test import TestCase
        from app.models import Loan

        class LoanTests(TestCase):
            def test_it(self):
                loan = Loan.objects.create(state="open", day_count=3)
                self.assertEqual(loan.state, "open")
                self.assertEqual(loan.state, "closed", "it says so")
                self.assertIn(loan.state, ["late", "gone"])
                self.assertEqual(str(loan), "closed")
        """,
    }
    found = [f.message.partition(" of ")[0] for f in check(snapshot_of(files)) if f.rule == "unknown-value"]
    assert found == ["`closed` is no value", "`gone` is no value"]


def test_what_one_query_calls_a_value_is_no_name_of_other_models() -> None:
    shown = "def f(o: Order): return o.total\n"
    assert said(f"{shown}def g(): return Order.objects.filter(id=1).annotate(total=F('id'))") == []
    assert (
        said(f"{shown}def g():\n    found = models.Order.objects.all()\n    return found.annotate(total=F('id'))") == []
    )
    assert said(f"{shown}def g(found): return found.annotate(total=F('id'))") == []
    assert (
        said(f"{shown}def g():\n    found = ask()\n    found = found.all()\n    return found.annotate(total=1)") == []
    )
    assert said(f"{shown}from shop.models import Order as O\ndef g(): return O.objects.annotate(total=1)") == []
    assert said(f"{shown}def g(): return Customer.objects.filter(id=1).values('id', total=F('id'))") == ["total"]
    assert said(f"{shown}def g():\n    found = Customer.objects.all()\n    return found.annotate(total=F('id'))") == [
        "total"
    ]


def test_a_lookup_stands_behind_a_field() -> None:
    assert said("def f(): return Order.objects.filter(reference__length=3, pk=1, id__date=2)") == []
    assert said("def f(): return Order.objects.filter(length=3)") == ["length"]
    assert said("def f(): return Order.objects.aggregate(n=Sum('length'))") == ["length"]
    assert said("def f(): return Order.objects.annotate(date=F('id')).filter(date=1)") == []


@pytest.mark.parametrize("choices", ["Stage.choices", "Stage"])
def test_an_enum_may_be_the_choices_of_a_field_itself(choices: str) -> None:
    named = JOBS.replace("# @contract Stage\n", "").replace("choices=Stage.choices", f"choices={choices}")
    wrong = named.replace('"finished"\n', '"done"\n', 1)
    for source, rules in ((named, set[str]()), (wrong, {"enum-mismatch"})):
        found = check(snapshot_of({"a.contract.ts": STATES, "jobs.py": source}))
        assert {f.rule for f in found if f.path == "jobs.py" and f.severity == "error"} == rules

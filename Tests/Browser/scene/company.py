"""A company with a program, as its own systems use the service: over the API, and by webhooks that are really signed."""

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request


class Answer:
    """What the service answered."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)


class _Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


# Whatever proxies the environment names: the service is on this machine.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Unfollowed())


def ask(method, url, body=None, headers=None):
    """One request, and the answer whatever its status is."""
    request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    try:
        with _opener.open(request, timeout=30) as response:
            return Answer(response)
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error)


class Company:
    """A program and its key."""

    def __init__(self, service, name="Corner Bakery", currency="EUR", destination="http://127.0.0.1:9/", **settings):
        self.service = service
        self.program = self._ask("POST", "/v1/programs", service.admin_key, {
            "name": name, "currency": currency, "destination": destination, "attribution": {"model": "linear"}, **settings})
        self.id, self.key = self.program["id"], self.program["api_key"]

    @classmethod
    def known_by(cls, service, key):
        """One whose program is there already."""
        company = cls.__new__(cls)
        company.service, company.key = service, key
        return company

    def _ask(self, method, path, key, body=None):
        headers = {"Authorization": f"Bearer {key}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        answer = ask(method, self.service.origin + path, body, headers)
        if not 200 <= answer.status < 300:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.body.decode()}")
        return answer.json if answer.body else None

    def get(self, path):
        return self._ask("GET", path, self.key)

    def post(self, path, body=None):
        return self._ask("POST", path, self.key, body)

    def patch(self, path, body):
        return self._ask("PATCH", path, self.key, body)

    def advocate(self, external_id, **more):
        return self.post("/v1/advocates", {"external_id": external_id, **more})

    def link(self, advocate, **more):
        return self.post("/v1/links", {"advocate_id": advocate["id"], **more})

    def conversion(self, external_id):
        """A conversion with who is credited for it; None while it is not there."""
        answer = ask(
            "GET", f"{self.service.origin}/v1/conversions/{external_id}",
            headers={"Authorization": f"Bearer {self.key}"})
        return answer.json if answer.status == 200 else None

    def public_key(self):
        """A key for landing pages."""
        return self.service.run("keys", "create", "--program", self.id, "--public")


class Stripe:
    """Stripe, as far as it sends webhooks to a source of the company's."""

    secret = "whsec_browser_tests"

    def __init__(self, company):
        self.source = company.post("/v1/sources", {"provider": "stripe", "secret": self.secret})

    def tell(self, event, kind, what, secret=None):
        """Sends one event about an object, signed as Stripe signs."""
        now = int(time.time())
        body = json.dumps({
            "id": event, "object": "event", "type": kind, "livemode": True, "created": now, "data": {"object": what},
        }).encode()
        signature = hmac.new((secret or self.secret).encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        return ask("POST", self.source["url"], body, {
            "Content-Type": "application/json", "Stripe-Signature": f"t={now},v1={signature}"})

    def sell(self, order, amount, click, currency="eur"):
        """A checkout that was paid, by somebody who came by a click."""
        return self.tell(f"evt_{order}", "checkout.session.completed", {
            "id": f"cs_{order}", "object": "checkout.session", "mode": "payment", "payment_status": "paid",
            "payment_intent": order, "amount_total": amount, "currency": currency, "client_reference_id": click})


class StandardSender:
    """Whatever speaks Standard Webhooks, sending to a source of the company's."""

    _bytes = b"32 bytes of the browser's tests."
    secret = "whsec_" + base64.b64encode(_bytes).decode()

    def __init__(self, company, **more):
        self.source = company.post("/v1/sources", {"provider": "standard", "secret": self.secret, **more})

    def tell(self, event, kind, data):
        now = int(time.time())
        body = json.dumps({"type": kind, "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)), "data": data})
        signed = hmac.new(self._bytes, f"{event}.{now}.{body}".encode(), hashlib.sha256).digest()
        return ask("POST", self.source["url"], body.encode(), {
            "Content-Type": "application/json", "webhook-id": event, "webhook-timestamp": str(now),
            "webhook-signature": "v1," + base64.b64encode(signed).decode()})

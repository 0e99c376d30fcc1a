"""The rest of the web, on this machine: a shop with pages of its own, and an endpoint that webhooks go to."""

import http.server
import threading
import urllib.parse


class Elsewhere:
    """A site on a loopback port of its own, so that it is another origin than the service's."""

    def __init__(self):
        self.pages = {}
        # What was posted here: path and body; and with which status that is answered.
        self.posted = []
        self.status = 200
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                page = site.pages.get(urllib.parse.urlsplit(self.path).path)
                self._answer(200 if page else 404, (page or "<!doctype html><title>Nothing here</title>").encode())

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                site.posted.append((self.path, body))
                self._answer(site.status, b"")

            def _answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.pages["/favicon.ico"] = " "
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

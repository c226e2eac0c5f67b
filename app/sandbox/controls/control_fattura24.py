"""The control API of Fattura24, below /control/fattura24: the owner's work there, and the files of its exports."""

from __future__ import annotations

from typing import Any, cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from app.sandbox.controls.control import Handler, endpoint
from app.sandbox.fattura24.einvoice import invoice_files, invoices_zip
from app.sandbox.fattura24.pdf import document_pdf
from app.sandbox.fattura24.rubrica import ENCODINGS, Encoding, export_csv
from app.sandbox.fattura24.rubrica_files import VCARD_VERSIONS, VcardVersion, export_vcard, export_xlsx
from app.sandbox.fattura24.schedule import export_schedule
from app.sandbox.state import SandboxState

PREFIX = "/control/fattura24"
_TRUE = {"1", "true", "yes"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _flag(request: Request, name: str) -> bool:
    return request.query_params.get(name, "").lower() in _TRUE


def _encoding(request: Request) -> Encoding:
    encoding = request.query_params.get("encoding", "utf-8-sig")
    if encoding not in ENCODINGS:
        raise ValueError(f"encoding must be one of {', '.join(ENCODINGS)}")
    return cast(Encoding, encoding)


def _file(data: bytes, name: str, media_type: str) -> Response:
    return Response(data, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


class Fattura24Control:
    """The handlers; each takes the request and its JSON object and returns JSON values or an answer."""

    def __init__(self, state: SandboxState) -> None:
        self.state = state
        self.store = state.fattura24

    def rubrica_csv(self, request: Request, _: dict[str, Any]) -> Any:
        """GET /rubrica.csv?encoding=&damaged=&quoting=all&concatenated=&prefixed=."""
        encoding = _encoding(request)
        data = export_csv(
            self.store.customers.values(),
            encoding,
            damaged=_flag(request, "damaged"),
            quote_all=request.query_params.get("quoting") == "all",
            concatenated=_flag(request, "concatenated"),
            prefixed=_flag(request, "prefixed"),
            code_is_id=self.store.switches.code_is_id,
        )
        charset = "windows-1252" if encoding == "cp1252" else "utf-8"
        return _file(data, "rubrica.csv", f"text/csv; charset={charset}")

    def rubrica_xlsx(self, request: Request, _: dict[str, Any]) -> Any:
        """GET /rubrica.xlsx?damaged=&concatenated=&prefixed=."""
        data = export_xlsx(
            self.store.customers.values(),
            damaged=_flag(request, "damaged"),
            concatenated=_flag(request, "concatenated"),
            prefixed=_flag(request, "prefixed"),
            code_is_id=self.store.switches.code_is_id,
        )
        return _file(data, "rubrica.xlsx", _XLSX)

    def rubrica_vcf(self, request: Request, _: dict[str, Any]) -> Any:
        """GET /rubrica.vcf?version=2.1|3.0|4.0."""
        version = request.query_params.get("version", "3.0")
        if version not in VCARD_VERSIONS:
            raise ValueError(f"version must be one of {', '.join(VCARD_VERSIONS)}")
        data = export_vcard(self.store.customers.values(), cast(VcardVersion, version))
        return _file(data, "rubrica.vcf", "text/vcard; charset=utf-8")

    def invoices_zip(self, _: Request, __: dict[str, Any]) -> Any:
        """GET /fatture.zip: the e-invoices of all documents of type FE."""
        return _file(invoices_zip(self.store), "fatture.zip", "application/zip")

    def invoice_xml(self, request: Request, _: dict[str, Any]) -> Any:
        """GET /documents/{id}.xml: one e-invoice."""
        wanted = request.path_params["id"]
        for document_id, name, data in invoice_files(self.store):
            if document_id == wanted:
                return _file(data, name, "application/xml")
        raise KeyError(wanted)

    def schedule(self, request: Request, _: dict[str, Any]) -> Any:
        """GET /scadenze.csv?encoding=: the payment schedule."""
        data = export_schedule(self.store, _encoding(request))
        return _file(data, "scadenze.csv", "text/csv")

    def documents(self, _: Request, __: dict[str, Any]) -> Any:
        """GET /documents: all documents and credits."""
        shelf = self.store.shelf
        return {
            "documents": [document.as_dict() for document in shelf.documents.values()],
            "items": [dict(item) for item in shelf.items],
            "requests": dict(shelf.requests.made),
        }

    def document(self, request: Request, _: dict[str, Any]) -> Any:
        """GET and DELETE /documents/{id}, GET /documents/{id}.pdf: only the owner can delete one."""
        found = self.store.shelf.documents[request.path_params["id"]]
        if request.method == "DELETE":
            del self.store.shelf.documents[found.id]
            return {"ok": True}
        if request.url.path.endswith(".pdf"):
            return _file(document_pdf(found), f"{found.id}.pdf", "application/pdf")
        return {"document": found.as_dict()}

    def calls(self, _: Request, body: dict[str, Any]) -> Any:
        """POST /calls {"count": n, "source": "…"}: calls of another program with the same key, all made now."""
        for _number in range(int(body["count"])):
            self.store.count_call(str(body.get("service", "SaveDocument")), str(body.get("source", "")))
        return {"calls_in_24_hours": self.store.calls_in_24_hours()}

    def customer(self, request: Request, body: dict[str, Any]) -> Any:
        """GET, POST and DELETE /customers/{id}; POST without id creates."""
        customer_id = request.path_params.get("id")
        if customer_id is None:
            return {"customer": self.state.create_customer(body)}
        if request.method == "DELETE":
            self.state.delete_customer(customer_id)
            return {"ok": True}
        if request.method == "GET":
            return {"customer": self.store.customers[customer_id].as_dict()}
        return {"customer": self.state.edit_customer(customer_id, body)}


def fattura24_control(state: SandboxState) -> Router:
    """Return the control API of Fattura24; errors as those of the rest of the control API."""
    control = Fattura24Control(state)
    one = ["GET", "POST", "DELETE"]
    table: list[tuple[str, list[str], Handler]] = [
        ("/rubrica.csv", ["GET"], control.rubrica_csv),
        ("/rubrica.xlsx", ["GET"], control.rubrica_xlsx),
        ("/rubrica.vcf", ["GET"], control.rubrica_vcf),
        ("/fatture.zip", ["GET"], control.invoices_zip),
        ("/scadenze.csv", ["GET"], control.schedule),
        ("/documents", ["GET"], control.documents),
        ("/documents/{id}.xml", ["GET"], control.invoice_xml),
        ("/documents/{id}.pdf", ["GET"], control.document),
        ("/documents/{id}", ["GET", "DELETE"], control.document),
        ("/calls", ["POST"], control.calls),
        ("/customers", ["POST"], control.customer),
        ("/customers/{id}", one, control.customer),
    ]
    routes = [Route(path, endpoint(state, handler), methods=methods) for path, methods, handler in table]
    return Router(routes, redirect_slashes=False)

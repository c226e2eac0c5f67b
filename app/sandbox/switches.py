"""Every behaviour of the two services that is not known for certain, by name and with its default.

When a question of the references (HighLevel 11, Fattura24 8) is settled on a real account, its default
changes here.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", validate_assignment=True)


class HighLevelSwitches(_Group):
    """Switches of HighLevel; sections are those of its reference."""

    search_lag_seconds: float = Field(default=5.0, ge=0, le=60)
    """How long the search index stays behind (2.1: it lags for certain, 12 to 60 s were seen)."""
    search_page_most: int = Field(default=500, ge=1, le=500)
    """The largest `pageLimit` of a search (2.1: 500 for certain by the vendor's page; nobody says it is always so)."""
    email_lowered: bool = False
    """An e-mail is kept in lower case (2.8: whether `email` keeps the case it was typed in is unknown)."""
    phone_search_finds_nothing: bool = True
    """Filter `phone` with `eq` finds nothing (7, issue 289)."""
    company_on_put: Literal["accept", "refuse", "ignore"] = "accept"
    """companyName in PUT /contacts/{id}: written (12.1, tried live); 422, or dropped without a word."""
    custom_field_key: Literal["both", "fieldValue", "field_value"] = "both"
    """Which key carries the value of a custom field in a write.

    The other one is dropped silently (2.8, 10.14).
    """
    custom_field_values: Literal["known", "strict"] = "known"
    """Values that a custom field refuses: those that were seen to be refused, or also texts that are no number, no
    e-mail, none of the options (12.1)."""
    null_clears: bool = True
    """null in a write clears the stored value; False leaves it (11, unknown)."""
    empty_clears: bool = True
    """"" in a write clears the stored value; False leaves it (11, unknown)."""
    allow_duplicate_contact: bool = False
    """The location's setting "Allow Duplicate Contact" (2.6)."""
    contact_unique_identifiers: list[Literal["email", "phone"]] = ["email", "phone"]
    """The location's "Find existing contacts based on", first one first (2.6)."""
    refuse_duplicate_on_put: bool = True
    """PUT that takes another contact's e-mail or phone answers 400 as a create does (undocumented)."""
    duplicate_custom_field: Literal["refuse", "create"] = "refuse"
    """A second custom field of the same name: 400, or one more field (undocumented)."""
    promote_additional_email: bool = True
    """Upsert with an additional e-mail makes it the main one; the old one is lost (7, issue 337)."""
    upsert_drops_foreign_value: bool = True
    """Upsert drops an e-mail or phone that another contact holds, without a word (7, issue 37); False: writes it."""
    upsert_drops_gender: bool = True
    """Upsert of a contact that exists loses `gender` (7, issue 313)."""
    upsert_needs_email: bool = False
    """Upsert without an e-mail answers 422 (7, n8n 11353)."""
    birth_date_is_dropped: bool = False
    """dateOfBirth is dropped without a word (7, issue 124: fixed 2025-11)."""
    search_knows_dnd: bool = True
    """Search shows dndSettings and filters by them (7, issues 43, 279: not before 2026-06)."""
    search_knows_timezone: bool = True
    """Search shows a contact's timezone (7, issue 185: it did not in 2025)."""
    custom_field_filter_ignored: bool = False
    """A filter on a custom field is ignored: search answers as if it were not there (7, issue 42)."""
    strict_versions: bool = False
    """Take only the dated version of an operation's OpenAPI file, and v3 (1.8: all four were seen to work)."""
    v3_refuses_removed: bool = True
    """Under v3 a removed endpoint answers 400 (7, issue 304); False: as before (2.2: seen, too)."""
    v3_error_form: bool = False
    """Under v3 errors are ``{"error": {code, message, details, resolution}}`` (8: on reworked endpoints)."""
    location_status: Literal["active", "closed", "inactive"] = "active"
    """A closed location answers 403, an inactive one 400 "Location is not active" (undocumented)."""
    missing_status: Literal[400, 404] = 400
    """Status for a task, note, business or the like that does not exist (undocumented; contacts: 400)."""
    restore_brings_work: bool = True
    """A contact that the owner brings back has its tasks, notes and appointments again (2.8, sources differ)."""
    work_touches_contact: bool = False
    """A write of a note, task or appointment moves its contact's dateUpdated (11, unknown)."""
    task_search_id: Literal["_id", "id"] = "_id"
    """Under which key tasks/search gives a task's id (3, 11)."""
    task_search_limit: int = Field(default=500, ge=1)
    """The largest `limit` of tasks/search (12.1: 500 is given for certain; 1000 was seen once)."""
    task_search_over_limit: Literal["refuse", "cut"] = "refuse"
    """A larger `limit`: 422, or a page of the largest size without a word (unknown)."""
    task_search_status: Literal[200, 201] = 201
    """Status of tasks/search (12.1: 201 was seen live; SPEC: 200)."""
    task_search_dates: bool = True
    """Rows have dateAdded, dateUpdated and searchAfter (12.1); False: as before they were seen (3)."""
    task_search_hides_names: bool = True
    """contactDetails has no names although the contact has (12.1: often)."""
    task_search_sorts_by_update: bool = False
    """`sortKey` dateUpdated is taken (12.1: nobody was seen to try it)."""
    task_search_lag_seconds: float = Field(default=0.0, ge=0, le=60)
    """How long tasks/search stays behind (unknown)."""
    task_search_shows_deleted: bool = False
    """Deleted tasks go on being found, with `deleted` true (unknown; the key itself was seen: 12.1)."""
    task_put_refuses_millis: bool = True
    """PUT of a task refuses a dueDate with milliseconds, as a read gives it (3, 11)."""
    note_body: Literal["kept", "html"] = "kept"
    """A note's plain text comes back as it was sent, or as HTML (11, unknown)."""
    note_limit: int = Field(default=0, ge=0)
    """The most characters of a note's body; 0: no limit (unknown)."""
    appointment_key: Literal["event", "appointment"] = "event"
    """The key around an appointment that is read by id (4, 11)."""
    appointment_reply_lacks_dates: bool = True
    """The answer to a write of an appointment has no dateAdded and dateUpdated (7, issue 246)."""
    appointment_needs_user: Literal["never", "team", "always"] = "team"
    """Which calendars refuse an appointment without assignedUserId (7, issue 23): none, those of more people, all."""
    bad_date_is_500: bool = True
    """A date of an appointment that is none answers 500 (7, issue 84); False: 422."""
    utc_start_is_refused: bool = False
    """A time in UTC (``…Z``) answers that the slot is taken (4: "may")."""
    delete_event_needs_body: bool = True
    """DELETE of an event without a JSON body answers 400 (4)."""
    contact_appointments_refused: bool = False
    """GET /contacts/{id}/appointments answers 401 in spite of the scope (7, issue 172)."""
    bulk_business_null: Literal["unlink", "refuse", "ignore"] = "unlink"
    """bulk/business with null: unlinks, answers 422, or says yes and does nothing (7, issue 22)."""
    bulk_tags_limit: int = Field(default=100, ge=1)
    """The most contacts in one bulk of tags (7, issue 315: undocumented)."""
    custom_field_extra_keys: bool = True
    """A custom field may be made with parentId, fieldKey and description (7, issue 300); False: 422."""
    rate_limit: bool = True
    """Enforce the limits below (6)."""
    rate_max: int = Field(default=100, ge=1)
    """Requests in `rate_interval_seconds`, sliding."""
    rate_interval_seconds: float = Field(default=10.0, gt=0)
    """Length of the short window in seconds."""
    rate_daily: int = Field(default=200_000, ge=1)
    """Requests in 24 hours."""
    retry_after: bool = False
    """Send Retry-After (seconds) with a 429 (6: no evidence that it is sent)."""


class OAuthSwitches(_Group):
    """Switches of HighLevel's OAuth 2.0; sections are those of its reference."""

    json_body: bool = False
    """POST /oauth/token of v2 reads JSON, too (1.2: the sources differ; a form always works)."""
    access_seconds: int = Field(default=86_400, ge=1)
    """Lifetime of an access token (1.3); the answer says one second less."""
    refresh_days: int = Field(default=365, ge=1)
    """Lifetime of an unused refresh token (1.3)."""
    grace_seconds: float = Field(default=30.0, ge=0)
    """For how long a used refresh token answers with the same new one (1.3)."""
    code_seconds: float = Field(default=300.0, gt=0)
    """Lifetime of a code (undocumented)."""
    refresh_ends_access: bool = False
    """A refresh ends the access tokens given out before (undocumented)."""
    agency_install: bool = False
    """Whoever allows gets the agency's token in spite of the sub-account chosen (1.4)."""
    state_returned: bool = True
    """The callback of a single location carries `state` (12.1, seen live)."""
    bulk_state_returned: bool = False
    """The callback carries `state` when the whole agency is chosen, too (12.1: seen to be left out)."""
    kebab_routes: bool = True
    """POST /oauth/location-token and GET /oauth/installed-locations are there (12.2: one live 404 against SPEC)."""
    denial_redirects: bool = True
    """Denying leads back with error=access_denied; False: to a page that says so (undocumented)."""


class Fattura24Switches(_Group):
    """Switches of Fattura24; sections are those of its reference."""

    limit_style: Literal["returncode", "429", "503"] = "returncode"
    """How a call beyond the limits is refused.

    HTTP 200 with returnCode -1, HTTP 429 or 503 (1.3, unknown).
    """
    limits: bool = True
    """Enforce the limits below (1.8)."""
    per_minute: int = Field(default=30, ge=1)
    per_hour: int = Field(default=200, ge=1)
    per_day: int = Field(default=500, ge=1)
    refused_calls_count: bool = True
    """A call refused by a limit counts as a call, too (1.4 GetCallLog: totals beyond 500 are seen)."""
    call_log_ignores_limits: bool = True
    """GetCallLog answers beyond the limits (1.4, weak source)."""
    empty_element_clears: bool = False
    """An empty element in SaveCustomer clears the stored value (1.7, unknown)."""
    vat_cf_conflict: Literal["vat_wins", "cf_wins", "refuse", "new"] = "vat_wins"
    """VAT code matches one record and fiscal code another (1.7, unknown)."""
    match_by: Literal["either", "vat_code_first"] = "either"
    """A customer is known by either code; or by the fiscal code only where no VAT code is sent (1.7: "e/o")."""
    name_room: int = Field(default=0, ge=0)
    """The most letters of a name that are kept, the rest goes without a word; 0: no limit (1.5, unknown)."""
    capitals: bool = False
    """Names, streets and towns are kept in capitals (unknown)."""
    ignore_vat_prefix: bool = True
    """A stored or sent VAT code IT + 11 digits matches the same 11 digits (unknown)."""
    code_is_id: bool = False
    """"Cod." of the exported address book is the id that SaveCustomer answers (unknown)."""
    echo: Literal["stored", "input"] = "stored"
    """What SaveCustomer echoes: the record as it is now, or what was sent (1.4, unknown)."""
    lists_have_return_code: bool = False
    """GetPdc, GetNumerator and GetProduct begin with returnCode and description (9: recorded answers have neither)."""
    document_seconds: float = Field(default=0.0, ge=0, le=600)
    """For so long after SaveDocument the same idRequest is answered -4 (1.6: how long is unknown)."""
    exists_code: Literal[-1, -3, 0] = -1
    """The returnCode beside "already exists" (1.3, unknown)."""
    burnt_request: Literal["exists", "refused", "again"] = "exists"
    """A repeat of an idRequest whose XML was refused: "already exists", -2 again, or worked on (1.6, unknown)."""
    days_left: int = Field(default=365, ge=-3650, le=3650)
    """Days until the subscription ends, as TestKey tells."""


class WebhookSwitches(_Group):
    """Switches of HighLevel's webhooks; sections are those of its reference."""

    private_integration: bool = False
    """Send webhooks without an installed app, too (1.6: a Private Integration Token brings none)."""
    signature: Literal["ed25519", "both", "rsa", "none"] = "ed25519"
    """X-GHL-Signature, the legacy X-WH-Signature, both, or "N/A" (5.3)."""
    retry: Literal["429", "non_2xx"] = "429"
    """What is tried again: only a 429, six times, or whatever is no success, twelve times (5.4, sources differ)."""
    timestamp: Literal["event", "delivery"] = "event"
    """What the timestamp of a late or repeated delivery says (unknown; a receiver refuses what is older than 5
    minutes)."""
    task_create_bare: bool = True
    """TaskCreate lacks contactId and body (7, issue 332)."""
    note_bare: bool = True
    """Notes lack userId and title (7, issue 312)."""
    opportunity_doubled: bool = True
    """Opportunity webhooks come twice, each with an id of its own (7, issue 27)."""
    inbound_dnd_event: bool = False
    """A change of inboundDndSettings alone sends a ContactDndUpdate (7, issue 264: it does not)."""
    timezone_event: bool = True
    """A change of the timezone alone sends a ContactUpdate (7, issue 77: mended meanwhile)."""
    duplicate_every: int = Field(default=0, ge=0)
    """Deliver the first and then every Nth webhook twice; 0 never."""
    lose_every: int = Field(default=0, ge=0)
    """Lose the first and then every Nth webhook; 0 never."""
    reorder: bool = False
    """Deliver what is due in the opposite order (5.4: no order is promised)."""
    delay_seconds: float = Field(default=0.0, ge=0, le=86_400)
    """How long after the event a webhook is delivered."""


class Switches(_Group):
    """All switches.

    Assigning a value of the wrong type, or an unknown name, raises pydantic.ValidationError.
    """

    highlevel: HighLevelSwitches = Field(default_factory=HighLevelSwitches)
    fattura24: Fattura24Switches = Field(default_factory=Fattura24Switches)
    webhooks: WebhookSwitches = Field(default_factory=WebhookSwitches)
    oauth: OAuthSwitches = Field(default_factory=OAuthSwitches)
    slow_seconds: float = Field(default=2.0, ge=0, le=600)
    """How long the fault `slow` holds an answer back, in seconds, when the fault does not say."""

    def change(self, values: dict[str, Any]) -> None:
        """Set some switches in place, e.g. ``{"highlevel": {"null_clears": False}}``; all or none.

        Raises ValueError (pydantic.ValidationError) when a name is unknown or a value does not fit.
        """
        merged = self.model_dump()
        for name, value in values.items():
            if isinstance(value, dict) and isinstance(merged.get(name), dict):
                merged[name] = {**merged[name], **value}
            else:
                merged[name] = value
        checked = Switches.model_validate(merged)
        groups: tuple[tuple[_Group, _Group], ...] = (
            (self.highlevel, checked.highlevel),
            (self.fattura24, checked.fattura24),
            (self.webhooks, checked.webhooks),
            (self.oauth, checked.oauth),
        )
        for group, fresh in groups:
            for name in type(fresh).model_fields:
                setattr(group, name, getattr(fresh, name))
        self.slow_seconds = checked.slow_seconds

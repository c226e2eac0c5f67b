// HighLevel's own TypeScript SDK (@gohighlevel/api-client), pointed at the sandbox. What to do comes as JSON on standard
// input, what came of it goes out as JSON: a tour of requests, or the SDK's judgement on webhooks that were delivered.
const { HighLevel, WebhookManager } = require("@gohighlevel/api-client");

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

async function tour(given) {
  HighLevel.BASE_URL = given.baseUrl;
  const sdk = new HighLevel({ privateIntegrationToken: given.token });
  const sent = [];
  const note = (answer) => {
    const url = new URL(answer.config.url, answer.config.baseURL);
    sent.push({
      method: answer.config.method.toUpperCase(),
      path: url.pathname.replace(/^\/highlevel/, ""),
      query: { ...Object.fromEntries(url.searchParams), ...(answer.config.params || {}) },
      version: answer.config.headers.Version,
      body: answer.config.data ? JSON.parse(answer.config.data) : undefined,
      status: answer.status,
    });
  };
  sdk.httpClient.interceptors.response.use(
    (answer) => (note(answer), answer),
    (error) => { if (error.response?.config) note(error.response); return Promise.reject(error); },
  );
  const locationId = given.location;
  const found = {};
  const made = await sdk.contacts.createContact({
    locationId, firstName: "Ida", lastName: "Re", email: "ida@example.it", companyName: "Re Srl", tags: ["Nuovo"],
  });
  const contactId = made.contact.id;
  found.contact = (await sdk.contacts.getContact({ contactId })).contact;
  found.changed = (await sdk.contacts.updateContact({ contactId }, { city: "Roma", tags: ["vecchio"] })).contact;
  found.upserted = await sdk.contacts.upsertContact({ locationId, email: "ida@example.it", city: "Asti" });
  found.duplicate = await sdk.contacts.getDuplicateContact({ locationId, email: "ida@example.it" });
  found.searched = await sdk.contacts.searchContactsAdvanced({ locationId, pageLimit: 2 });
  found.tags = (await sdk.contacts.addTags({ contactId }, { tags: ["Estate"] })).tags;
  const task = { title: "Richiamare", dueDate: "2026-10-01T09:00:00Z", completed: false };
  found.task = (await sdk.contacts.createTask({ contactId }, task)).task;
  const taskId = found.task.id;
  found.done = (await sdk.contacts.updateTaskCompleted({ contactId, taskId }, { completed: true })).task;
  found.tasks = (await sdk.contacts.getAllTasks({ contactId })).tasks;
  found.note = (await sdk.contacts.createNote({ contactId }, { body: "Preferisce il mattino" })).note;
  found.notes = (await sdk.contacts.getAllNotes({ contactId })).notes;
  found.location = (await sdk.locations.getLocation({ locationId })).location;
  found.fields = (await sdk.locations.getCustomFields({ locationId })).customFields;
  found.calendars = (await sdk.calendars.getCalendars({ locationId })).calendars;
  found.deleted = await sdk.contacts.deleteContact({ contactId });
  found.gone = await sdk.contacts.getContact({ contactId }).then(() => "there", (error) => error.response?.message ?? error.message);
  return { found, sent };
}

async function judge(given) {
  const options = { clientId: given.clientId, publicKey: given.publicKey };
  const manager = new WebhookManager(quiet, { deleteSession: async () => {} }, {}, options);
  const middleware = manager.subscribe();
  const verdicts = [];
  for (const one of given.deliveries) {
    const raw = { headers: one.headers, rawBody: one.body, body: JSON.parse(one.body) };
    const parsed = { headers: one.headers, body: JSON.parse(one.body) }; // a host that keeps no raw body
    await middleware(raw, {}, () => {});
    await middleware(parsed, {}, () => {});
    verdicts.push([raw.isSignatureValid, parsed.isSignatureValid]);
  }
  return verdicts;
}

let text = "";
process.stdin.on("data", (part) => (text += part));
process.stdin.on("end", async () => {
  const given = JSON.parse(text);
  const result = given.deliveries ? await judge(given) : await tour(given);
  process.stdout.write(JSON.stringify(result));
});

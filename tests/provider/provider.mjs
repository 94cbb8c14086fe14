// A real OpenID provider on this machine, for tests: signs in whoever the people file names, without a password.
// Arguments: issuer, people file, keys file, client file. It prints “ready” when it listens.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [issuer, peopleFile, keysFile, clientFile] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const people = () => read(peopleFile);

const provider = new Provider(issuer, {
  clients: [read(clientFile)],
  jwks: { keys: read(keysFile) },
  cookies: { keys: ['only for tests'] },
  claims: { openid: ['sub'], profile: ['name', 'groups', 'roles'], email: ['email', 'email_verified'] },
  // As Entra ID does: what is known of a person stands in the ID token itself.
  conformIdTokenClaims: process.env.THIN_TOKENS === 'yes',
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, sub) => (people()[sub] ? { accountId: sub, claims: () => ({ sub, ...people()[sub] }) } : undefined),
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
  ttl: { IdToken: 600, AccessToken: 600, AuthorizationCode: 60, Interaction: 600, Session: 600, Grant: 600 },
});

const page = (uid) => `<!doctype html><html lang="en"><title>The provider</title><h1>The provider</h1>
<form method="post" action="/interaction/${uid}"><label for="who">Who are you?</label>
<input id="who" name="who"><button>Go on</button><button name="stop" value="yes">Stop</button></form></html>`;

async function interact(request, response) {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(page(uid));
    return;
  }
  let sent = '';
  for await (const part of request) sent += part;
  const form = new URLSearchParams(sent);
  const result = form.get('stop')
    ? { error: 'access_denied', error_description: 'stopped' }
    : { login: { accountId: form.get('who') } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const answer = provider.callback();
createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  return interact(request, response).catch((error) => {
    response.statusCode = 400;
    response.end(String(error));
  });
}).listen(Number(new URL(issuer).port), '127.0.0.1', () => console.log('ready'));

// Shows the OpenAPI document with a login form above it. Swagger UI comes from its package, beside this file.

import { Login } from './login.js';

const SCHEME = 'bearer'; // the security scheme of the document

const form = document.querySelector('#login');
const login = new Login();

// Swagger UI has a dark mode only by a class.
const dark = matchMedia('(prefers-color-scheme: dark)');
const followSystem = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followSystem);
followSystem();

const ui = window.SwaggerUIBundle({
  url: '../openapi/v1.json',
  dom_id: '#api',
  deepLinking: true, // a URL for each call
  displayRequestDuration: true,
  persistAuthorization: false, // tokens are not stored
  tryItOutEnabled: true,
  validatorUrl: null, // a validator would call a host on the internet
  plugins: [{ statePlugins: { auth: { wrapActions: { logout: endLoginToo } } } }],
  onComplete: authorize, // for a login before the document was loaded
  requestInterceptor: useFreshToken,
  responseInterceptor: noticeEnd,
});

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { username, password } = form.elements;
  await login.logIn(username.value, password.value).catch(() => show('The server cannot be reached.'));
  password.value = '';
});

form.querySelector('#log-out').addEventListener('click', () => login.logOut());

login.addEventListener('changed', ({ detail }) => {
  authorize();
  if (!login.token && authorizedToken()) ui.authActions.logout([SCHEME]);
  show(detail);
});

function authorize() {
  if (login.token) ui.preauthorizeApiKey(SCHEME, login.token);
}

function show(sentence) {
  form.querySelector('#fields').hidden = login.token !== null;
  form.querySelector('#log-out').hidden = login.token === null;
  form.querySelector('#state').textContent = sentence;
}

function authorizedToken() {
  return ui.authSelectors.authorized()?.getIn([SCHEME, 'value']);
}

// A token that the user has typed into the dialog is not managed by this page.
function isOurs() {
  return login.token !== null && authorizedToken() === login.token;
}

async function useFreshToken(request) {
  if (!request.loadSpec && request.headers?.Authorization && isOurs()) {
    const token = await login.freshToken();
    if (token) request.headers.Authorization = `Bearer ${token}`;
  }

  return request;
}

async function noticeEnd(response) {
  if (response.status === 401 && response.body?.code === 'unauthorized' && isOurs()) {
    const refused = login.token;
    await login.renew();
    if (login.token && login.token !== refused) {
      show('The access token had expired and was renewed: execute the call again.');
    }
  }

  return response;
}

// "Logout" in Swagger UI's dialog.
function endLoginToo(original) {
  return (schemes) => {
    if (isOurs()) login.logOut();
    return original(schemes);
  };
}

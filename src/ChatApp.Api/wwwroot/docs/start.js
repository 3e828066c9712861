// Puts the OpenAPI document on the page. Swagger UI itself comes from its package, beside this file.

window.SwaggerUIBundle({
  url: '../openapi/v1.json',
  dom_id: '#api',
  deepLinking: true, // an address for each call
  displayRequestDuration: true,
  persistAuthorization: false, // a token is not kept when the page goes
  tryItOutEnabled: true,
  validatorUrl: null, // would ask a host on the internet
});

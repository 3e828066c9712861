using System.Text.Json;
using ChatApp.SignalRPeer.Accounts;
using ChatApp.SignalRPeer.Messages;
using ChatApp.SignalRPeer.Storage;
using Microsoft.EntityFrameworkCore;

// The server that ChatApp is measured against: what a good .NET developer writes for direct messages with SignalR and
// EF Core, by the book and with the defaults of both.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContextPool<ChatDbContext>(
    options => options.UseNpgsql(builder.Configuration.GetConnectionString("Postgres")));
builder.Services.AddJwtAuthentication(builder.Configuration);
builder.Services.AddScoped<MessageService>();
builder.Services.AddSignalR()
    .AddJsonProtocol(json => json.PayloadSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
builder.Services.ConfigureHttpJsonOptions(
    json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database");

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapHealthChecks("/health/ready");
app.MapAccounts();
app.MapMessages();
app.MapHub<ChatHub>(ChatHub.Path);

await using (var scope = app.Services.CreateAsyncScope())
{
    await scope.ServiceProvider.GetRequiredService<ChatDbContext>().Database.EnsureCreatedAsync();
}

await app.RunAsync();

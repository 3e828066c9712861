using ChatApp.SignalRPeer.Messages;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.SignalRPeer.Accounts;

internal static class JwtAuthentication
{
    public static void AddJwtAuthentication(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<AccessTokens>();
        services.AddAuthorization();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = configuration["Jwt:Issuer"],
                ValidAudience = configuration["Jwt:Audience"],
                IssuerSigningKey = AccessTokens.Key(configuration),
            };

            // A browser cannot set headers on a WebSocket, so SignalR's clients send the token in the query.
            options.Events = new JwtBearerEvents { OnMessageReceived = TakeTokenFromQuery };
        });
    }

    private static Task TakeTokenFromQuery(MessageReceivedContext context)
    {
        if (context.HttpContext.Request.Path.StartsWithSegments(ChatHub.Path))
        {
            context.Token = context.Request.Query["access_token"];
        }

        return Task.CompletedTask;
    }
}

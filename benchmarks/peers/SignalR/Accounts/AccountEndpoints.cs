using System.Security.Claims;
using ChatApp.SignalRPeer.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ChatApp.SignalRPeer.Accounts;

internal sealed record RegisterRequest(string Username, string Email, string Password);

internal sealed record LoginRequest(string Username, string Password);

internal sealed record LoginAnswer(string AccessToken, string TokenType, int ExpiresIn);

internal sealed record UserAnswer(Guid Id, string Username, string Email, DateTimeOffset CreatedAt)
{
    public static UserAnswer From(User user) => new(user.Id, user.Username, user.Email, user.CreatedAt);
}

internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/auth/register", RegisterAsync);
        routes.MapPost("/api/v1/auth/login", LogInAsync);
        routes.MapGet("/api/v1/users/me", MeAsync).RequireAuthorization();
    }

    public static Guid UserId(this ClaimsPrincipal caller) =>
        Guid.Parse(caller.FindFirstValue(ClaimTypes.NameIdentifier)!);

    private static async Task<IResult> RegisterAsync(
        RegisterRequest request, ChatDbContext db, IConfiguration configuration, CancellationToken stop)
    {
        if (request.Username is not { Length: >= 3 and <= 32 } || request.Password is not { Length: >= 8 and <= 128 })
        {
            return Results.Problem("The username takes 3 to 32 characters, the password 8 to 128.", statusCode: 400);
        }

        var user = new User
        {
            Username = request.Username,
            Email = request.Email,
            PasswordHash = BCrypt.Net.BCrypt.HashPassword(
                request.Password, configuration.GetValue("Passwords:WorkFactor", 12)),
        };
        db.Users.Add(user);
        try
        {
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException e) when (
            e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Results.Problem("The username or the email is taken.", statusCode: 409);
        }

        return Results.Created("/api/v1/users/me", UserAnswer.From(user));
    }

    private static async Task<IResult> LogInAsync(
        LoginRequest request, ChatDbContext db, AccessTokens tokens, CancellationToken stop)
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Username == request.Username, stop);
        return user is not null && BCrypt.Net.BCrypt.Verify(request.Password, user.PasswordHash)
            ? Results.Ok(new LoginAnswer(tokens.Create(user), "bearer", (int)tokens.Lifetime.TotalSeconds))
            : Results.Problem("The username or the password is wrong.", statusCode: 401);
    }

    private static async Task<IResult> MeAsync(ClaimsPrincipal caller, ChatDbContext db, CancellationToken stop)
    {
        var id = caller.UserId();
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, stop);
        return user is null ? Results.NotFound() : Results.Ok(UserAnswer.From(user));
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ChatApp.Api.Controllers;
using ChatApp.Api.Errors;
using ChatApp.Api.Json;
using ChatApp.Application.Accounts;
using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;
using ChatApp.Application.Presence;
using ChatApp.Application.Sessions;
using ChatApp.Application.Users;
using ChatApp.Domain.Messages;
using Microsoft.AspNetCore.WebUtilities;

namespace ChatApp.Api.OpenApi;

/// <summary>
/// Example bodies, one for each type and each error: messages between two users, Alice and Bob, as in the README.
/// </summary>
internal static class Examples
{
    private const string Token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMTlhIn0.c2lnbmF0dXJl";
    private const string RefreshToken = "AZobKsUMdnC1l4ZwEn9AAAAAAAHq0RnDU5Vn2Ykhe3uXGQ3wUu1kQ0c1Yw0o8m0bVQ";
    private const string Cursor = "AT0aZejAWwPhAAAAAAAAAAE";

    private static readonly Guid Alice = Guid.Parse("019a1b2a-c50c-7670-b597-8670127f4001");
    private static readonly Guid Bob = Guid.Parse("019a1b2a-d3a9-7040-997c-b91f04f6e576");
    private static readonly Guid MessageId = Guid.Parse("019a1b2b-1111-7aaa-8bbb-0123456789ab");
    private static readonly Guid RequestId = Guid.Parse("3f2b8c1e-6d0a-4f7b-9a51-0c8e7d6b5a49");
    private static readonly Guid ClientMessageId = Guid.Parse("8f14e45f-ceea-4e7a-9c1d-3a2b1c0d9e8f");
    private static readonly Guid SessionId = Guid.Parse("019a1b2a-ebaa-7386-b129-55c42b521432");
    private static readonly Guid ConversationId = Guid.Parse("019a1b2b-0f0e-7c11-9d22-6e5f4a3b2c1d");
    private static readonly DateTimeOffset Noon = new(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly MessageDto Message = new(
        MessageId, Alice, "alice", Bob, "Hello!", Noon, 17, ClientMessageId, ConversationId,
        ReplyToId: null, EditedAt: null, DeletedAt: null, Reactions: [new Reaction("👍", [Bob])], Data: null);

    private static readonly AccountDto Account = new(Alice, "alice", "alice@example.com", "alice", true, Noon);

    private static readonly Dictionary<Type, object> ByType = new object[]
    {
        new RegisterBody("alice", "alice@example.com", "correct horse"),
        new LogInBody("alice", "correct horse", null),
        new RefreshBody(RefreshToken, RequestId),
        new ChangePasswordBody("correct horse", "a better horse"),
        new SendMessageBody(Bob, "Hello!", ClientMessageId, ReplyToId: null, Data: null),
        new EditMessageBody("Hello, Bob!", Data: default),
        new MarkReadBody(MessageId),
        new UpdateAccountBody("Alice"),
        new CloseAccountBody("correct horse", EraseMessages: false),
        new UpdateConversationBody(Archived: false, Muted: false, Pinned: true),
        Account,
        new SessionTokens(Token, "bearer", 900, RefreshToken),
        new SocketTicket("AZobKsUMdnC1l4ZwEn9AAZobKtOpcECZfLkfBPbldgGaGyrrqnOGsSlVxCtSFDIAAAAB", 30),
        new SessionDto(SessionId, Noon, Noon.AddHours(3), "Mozilla/5.0 (X11; Linux x86_64)", "192.0.2.7", true),
        new UserDto(Bob, "bob", "bob"),
        new UserProfileDto(Bob, "bob", "bob", Online: false, Noon.AddHours(3)),
        Message,
        new ConversationDto(
            Bob, "bob", "bob", "Hello!", MessageId, Alice, Noon, 17, 2, 12, 16, 17, Archived: false, Muted: false,
            Pinned: true, ConversationId, Online: true, Noon.AddHours(3)),
        new UnreadDto(5, 2),
        new SyncBody([JsonSerializer.SerializeToElement(Event(), WireJson.Options)], Cursor, false),
        $"{Typed("account", Account).ToJsonString()}\n{Typed("message", Message).ToJsonString()}\n",
    }.ToDictionary(example => example.GetType());

    // Optional members are left out.
    private static readonly JsonSerializerOptions WithoutNulls =
        new(WireJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    // Typical sentences of the server; programs use only the code.
    private static readonly Dictionary<string, string> Details = new()
    {
        [ErrorCodes.ValidationFailed] = "The request is not valid; see errors.",
        [ErrorCodes.Unauthorized] = "The access token is missing or expired; log in or refresh.",
        [ErrorCodes.InvalidCredentials] = "The username or the password is wrong.",
        [ErrorCodes.WrongPassword] = "The current password is incorrect.",
        [ErrorCodes.InvalidRefreshToken] = "The refresh token is unknown or has expired; log in again.",
        [ErrorCodes.RefreshTokenReused] =
            "The refresh token was already replaced, so its session has ended; log in again.",
        [ErrorCodes.SessionNotFound] = "You have no such session.",
        [ErrorCodes.RegistrationClosed] =
            "Registration is closed on this server. Ask its administrator for an account.",
        [ErrorCodes.UsernameTaken] = "This username is already taken.",
        [ErrorCodes.EmailTaken] = "This email address is already registered.",
        [ErrorCodes.UserNotFound] = "There is no such user.",
        [ErrorCodes.ConversationNotFound] = "You have no conversation with this user.",
        [ErrorCodes.InvalidCursor] = "This is not a cursor of this user.",
        [ErrorCodes.CursorExpired] =
            "The events after this cursor are no longer available; load the conversations again.",
        [ErrorCodes.RateLimited] = "Too many requests; slow down.",
        [ErrorCodes.Unavailable] = "The server cannot do this right now; try again shortly.",
        [HttpErrorCodes.PayloadTooLarge] = "A body may have at most 64 KiB.",
        [HttpErrorCodes.UnsupportedMediaType] = "Send the body as application/json.",
    };

    private static readonly Dictionary<string, string> MessageDetails = typeof(MessageErrors).GetFields()
        .Select(field => (Error)field.GetValue(null)!)
        .ToDictionary(error => error.Code, error => error.Detail);

    /// <summary>Returns an example of a body type.</summary>
    /// <exception cref="KeyNotFoundException">
    /// There is no example for this type; a test checks that there is one for each.
    /// </exception>
    public static JsonNode Of(Type type)
    {
        var isList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        var body = ByType[isList ? type.GenericTypeArguments[0] : type];
        var example = JsonSerializer.SerializeToNode(body, body is RequestBody ? WithoutNulls : WireJson.Options)!;
        return isList ? new JsonArray(example) : example;
    }

    /// <summary>Returns an example of an error with this code.</summary>
    /// <exception cref="KeyNotFoundException">There is no example for this code.</exception>
    public static JsonNode OfProblem(int status, string code)
    {
        var errors = code == ErrorCodes.ValidationFailed
            ? new Dictionary<string, string[]> { ["limit"] = [$"This must be from 1 to {PageLimit.Max}."] }
            : null;
        return JsonSerializer.SerializeToNode(
            new ApiProblem(
                ReasonPhrases.GetReasonPhrase(status),
                status,
                Details.GetValueOrDefault(code) ?? MessageDetails[code],
                code,
                "e78e3f732b1c2507c25b50a621ea5231")
            {
                Errors = errors,
            },
            WireJson.Options)!;
    }

    private static JsonObject Event()
    {
        var message = Typed("message", Message);
        message.Add("cursor", Cursor);
        return message;
    }

    private static JsonObject Typed(string type, object value)
    {
        var json = JsonSerializer.SerializeToNode(value, WireJson.Options)!.AsObject();
        json.Insert(0, "type", type);
        return json;
    }
}

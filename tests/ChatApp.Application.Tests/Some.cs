using System.Net;
using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Messages;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Tests;

/// <summary>Values that a test needs but that do not affect its result.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);

    public static readonly SessionLifetime Lifetime = new(TimeSpan.FromDays(30), TimeSpan.FromDays(365));

    public static readonly SessionDevice Device = SessionDevice.Of("a program", null);

    public static readonly ClientAddress Address = ClientAddress.Of(IPAddress.Parse("192.0.2.7"));

    public static User User(string username = "alice") =>
        Domain.Users.User.Register(Guid.CreateVersion7(), username, $"{username}@example.com", "hash", Noon);

    public static Session Session(Guid userId) =>
        Domain.Sessions.Session.Start(Guid.CreateVersion7(), userId, Noon, Lifetime, Device);

    public static Message Message(
        Guid senderId, Guid recipientId, string content = "Hello!", Guid? clientMessageId = null) =>
        Conversation.Open(Guid.CreateVersion7(), ParticipantPair.Of(senderId, recipientId))
            .Post(Guid.CreateVersion7(), senderId, content, clientMessageId, Noon);

    public static MessageDto MessageDto() =>
        Application.Messages.MessageDto.From(Message(Guid.CreateVersion7(), Guid.CreateVersion7()), "alice");

    public static Error Outage() => Error.Unavailable(TimeSpan.FromSeconds(1));
}

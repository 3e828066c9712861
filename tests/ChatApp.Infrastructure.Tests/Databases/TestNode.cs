using ChatApp.Application;
using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Application.Events;
using ChatApp.Application.Messages;
using ChatApp.Application.Sessions;
using ChatApp.Application.Users;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Persistence.Opening;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>A running server without its sockets and its REST API.</summary>
internal sealed class TestNode(IHost host) : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public IAccountStore Accounts => Get<IAccountStore>();

    public IUserDirectory Users => Get<IUserDirectory>();

    public ISessionStore Sessions => Get<ISessionStore>();

    public ICredentialStore Credentials => Get<ICredentialStore>();

    public IMessageHistory History => Get<IMessageHistory>();

    public IConversationStore Conversations => Get<IConversationStore>();

    public IEventLog Log => Get<IEventLog>();

    public static async Task<TestNode> StartAsync(
        IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? change)
    {
        var builder = Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = "Testing" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddLogging();
        builder.Services.AddApplication(builder.Configuration);
        builder.Services.AddInfrastructure(builder.Configuration, builder.Environment);
        change?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync().WaitAsync(Patience);
        return new TestNode(host);
    }

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>Checks the database now, instead of returning the result of the last second.</summary>
    public async Task<HealthStatus> LookAtHealthAsync()
    {
        var health = new DatabaseHealth(
            Get<IDbContextFactory<ChatDbContext>>(), Get<DatabaseState>(), Get<OutageLog>(), TimeProvider.System,
            NullLogger<DatabaseHealth>.Instance);
        return (await health.CheckHealthAsync(new HealthCheckContext())).Status;
    }

    public Task<ChatDbContext> OpenContextAsync() => Get<IDbContextFactory<ChatDbContext>>().CreateDbContextAsync();

    public async Task<User> AddUserAsync(string prefix = "user")
    {
        var user = NewUser(prefix);
        var outcome = await Accounts.AddAsync(user, CancellationToken.None).WaitAsync(Patience);
        Assert.That(outcome, Is.EqualTo(AddAccountOutcome.Added));
        return user;
    }

    /// <summary>Creates a user whose name no other test uses.</summary>
    public static User NewUser(string prefix = "user")
    {
        // The last 20 digits of a UUID version 7 are random.
        var name = $"{prefix}-{Guid.CreateVersion7().ToString("N")[12..]}";
        return User.Register(Guid.CreateVersion7(), name, $"{name}@example.com", "hash", TestTime.Noon);
    }

    public Task<Result<SentMessage>> AppendAsync(
        User sender, User recipient, string content, Guid? clientMessageId = null) =>
        AppendAsync(sender.Id, recipient.Id, content, clientMessageId);

    public Task<Result<SentMessage>> AppendAsync(
        Guid sender, Guid recipient, string content, Guid? clientMessageId = null, Guid? replyToId = null) =>
        Get<ISender>().Send(new SendMessage(sender, recipient, content, clientMessageId, replyToId))
            .WaitAsync(Patience);

    public Task<Result<Unit>> MarkReadAsync(Guid reader, Guid peer, Guid messageId) =>
        Get<ISender>().Send(new MarkRead(reader, peer, messageId)).WaitAsync(Patience);

    public Task<Result<Unit>> BlockAsync(User caller, User user, bool isBlocked = true) =>
        Get<ISender>().Send(new BlockUser(caller.Id, user.Id, isBlocked)).WaitAsync(Patience);

    /// <summary>The first ten rows of a user's conversation list.</summary>
    public async Task<IReadOnlyList<ConversationDto>> ListAsync(Guid user, bool archived = false) =>
        (await Conversations.ListAsync(user, archived, null, 10, CancellationToken.None)).Items;

    public Task<Result<ConversationDto>> UpdateConversationAsync(
        Guid user, Guid peer, bool? archived = null, bool? muted = null, bool? pinned = null) =>
        Get<ISender>().Send(new UpdateConversation(user, peer, archived, muted, pinned)).WaitAsync(Patience);

    /// <summary>All messages of two users, oldest first.</summary>
    public async Task<IReadOnlyList<MessageDto>> ReadAllAsync(User one, User other)
    {
        if (await History.FindConversationAsync(one.Id, other.Id, CancellationToken.None) is not { } conversation)
        {
            return [];
        }

        var page = await History.ReadAsync(conversation, new HistoryRange(null, null), 10_000, CancellationToken.None);
        return [.. page.Items.Reverse()];
    }

    /// <summary>All events of a user's stream.</summary>
    public async Task<IReadOnlyList<LoggedEvent>> ReadLogAsync(User user) =>
        (await Log.ReadAsync(user.Id, 0, 100_000, CancellationToken.None)).Value.Items;

    public Task StopAsync() => host.StopAsync().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}

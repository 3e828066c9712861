using System.Runtime.CompilerServices;
using ChatApp.Application.Accounts;
using ChatApp.Application.Messages;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Exports;

/// <summary>
/// Reads all data of the caller: account, sessions, blocks, and each conversation followed by its messages, each kind
/// oldest first. An error ends the stream.
/// </summary>
/// <remarks>
/// The export is not one snapshot of the database. A snapshot would have to last as long as the slowest client reads,
/// and meanwhile the database could not clean up anything. A conversation has the messages that it had when its own
/// line was read.
/// </remarks>
/// <param name="UserId">The caller.</param>
/// <param name="SessionId">The caller's session. The stream ends with an error soon after the session ends.</param>
public sealed record ExportAccount(Guid UserId, Guid SessionId) : IStreamRequest<Result<ExportLine>>;

/// <summary>A line of an export.</summary>
/// <param name="Type">What the line is about.</param>
/// <param name="Value">Its members.</param>
public sealed record ExportLine(string Type, object Value) : SensitiveRecord;

/// <summary>A session in an export, with the members of <see cref="SessionDto"/>.</summary>
/// <param name="ExpiresAt">When it expires, or would have expired.</param>
/// <param name="EndedAt">When it ended; null if it is open.</param>
public sealed record ExportedSession(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, string UserAgent, string? Ip, bool Current,
    DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt);

internal sealed class ExportAccountHandler(
    IAccountExport export, ISessionStore sessions, IRequestHandler<GetAccount, Result<AccountDto>> accounts)
    : IStreamRequestHandler<ExportAccount, Result<ExportLine>>
{
    public async IAsyncEnumerable<Result<ExportLine>> Handle(
        ExportAccount query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var account = await accounts.Handle(new GetAccount(query.UserId), cancellationToken);
        if (!account.IsSuccess)
        {
            yield return account.Error;
            yield break;
        }

        await foreach (var line in ReadLinesAsync(account.Value, query.SessionId, cancellationToken))
        {
            // An export can go on for long. Usually the state is in the cache.
            if (await sessions.FindStateAsync(query.SessionId, cancellationToken) is not { HasEnded: false })
            {
                yield return AuthenticateSessionHandler.Ended;
                yield break;
            }

            yield return line;
        }
    }

    private async IAsyncEnumerable<ExportLine> ReadLinesAsync(
        AccountDto account, Guid sessionId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ExportLine("account", account);
        await foreach (var session in export.ReadSessionsAsync(account.Id, cancellationToken))
        {
            yield return new ExportLine("session", Of(session, sessionId));
        }

        await foreach (var block in export.ReadBlocksAsync(account.Id, cancellationToken))
        {
            yield return new ExportLine("block", block);
        }

        await foreach (var conversation in export.ReadConversationsAsync(account.Id, cancellationToken))
        {
            yield return new ExportLine("conversation", conversation);
            var messages = export.ReadMessagesAsync(
                conversation.ConversationId, conversation.LastSeq, cancellationToken);
            await foreach (var message in messages)
            {
                var sender = message.SenderId == account.Id ? account.Username : conversation.Username;
                yield return new ExportLine("message", MessageDto.From(message, sender));
            }
        }
    }

    private static ExportedSession Of(Session session, Guid currentId) => new(
        session.Id, session.CreatedAt, session.RotatedAt, session.UserAgent, session.Address, session.Id == currentId,
        session.ExpiresAt, session.EndedAt);
}

using System.Runtime.CompilerServices;
using ChatApp.Domain;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Application.Maintenance;

/// <summary>
/// Checks each conversation (its messages, counters and members) and each user's stream (its events, bounds and the
/// position of the search index), also while servers run.
/// </summary>
/// <remarks>
/// The oldest messages of a conversation may be missing, so its messages are checked from the first one that is kept.
/// Events are checked from the floor of their stream.
/// </remarks>
/// <param name="Corrects">Whether wrong counters are corrected. Messages and events are never added or removed.</param>
/// <param name="Progress">Is told how much was checked, after each conversation and stream.</param>
public sealed record CheckDatabase(bool Corrects, IProgress<CheckedRows> Progress) : IStreamRequest<CheckFinding>;

/// <summary>Something that is wrong.</summary>
/// <param name="Text">Where and what, as one line.</param>
/// <param name="IsCorrected">Whether it has been corrected.</param>
public sealed record CheckFinding(string Text, bool IsCorrected);

/// <summary>How much was checked.</summary>
public readonly record struct CheckedRows(long Conversations, long Messages, long Streams, long Events);

internal sealed class CheckDatabaseHandler(IDatabaseInspection inspection)
    : IStreamRequestHandler<CheckDatabase, CheckFinding>
{
    public async IAsyncEnumerable<CheckFinding> Handle(
        CheckDatabase query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = default(CheckedRows);
        await foreach (var conversation in inspection.ReadConversationsAsync(cancellationToken))
        {
            foreach (var finding in await CheckAsync(conversation, query.Corrects, cancellationToken))
            {
                yield return finding;
            }

            rows = rows with
            {
                Conversations = rows.Conversations + (conversation.Row is null ? 0 : 1),
                Messages = rows.Messages + (conversation.Messages?.Count ?? conversation.Leftovers),
            };
            query.Progress.Report(rows);
        }

        await foreach (var stream in inspection.ReadStreamsAsync(cancellationToken))
        {
            foreach (var finding in await CheckAsync(stream, query.Corrects, cancellationToken))
            {
                yield return finding;
            }

            rows = rows with { Streams = rows.Streams + 1, Events = rows.Events + stream.Events.Count };
            query.Progress.Report(rows);
        }
    }

    private async Task<IEnumerable<CheckFinding>> CheckAsync(
        InspectedConversation conversation, bool corrects, CancellationToken cancellationToken)
    {
        var subject = $"conversation {conversation.Id}";
        if (conversation.Row is not { } row)
        {
            return
            [
                new CheckFinding(
                    $"{subject}: there is no such conversation, but {conversation.Leftovers} messages and "
                    + $"{conversation.Members.Count} members of it",
                    IsCorrected: false),
            ];
        }

        var counters = CounterCheck.Correct(
            row.Copy(),
            [.. conversation.Members.Select(member => member.Copy())],
            conversation.Messages!.ToKept(conversation.NewestMentioned));
        var wrong = corrects && counters.Any(flaw => flaw.IsCorrectable)
            ? await inspection.CorrectConversationAsync(row.Id, conversation.NewestMentioned, cancellationToken)
            : counters;
        return conversation.Messages.FindFlaws().Concat(FindStrangers(row, conversation.Members)).Concat(wrong)
            .Select(flaw => new CheckFinding($"{subject}: {flaw.Text}", corrects && flaw.IsCorrectable));
    }

    private static IEnumerable<Flaw> FindStrangers(Conversation row, IReadOnlyList<Member> members)
    {
        var missing = row.Pair.Users.Except(members.Select(member => member.UserId));
        var strange = members.Select(member => member.UserId).Where(userId => !row.Pair.Has(userId));
        return missing.Select(userId => new Flaw($"user {userId} is not a member", IsCorrectable: false))
            .Concat(strange.Select(userId => new Flaw($"user {userId} must not be a member", IsCorrectable: false)));
    }

    private async Task<IEnumerable<CheckFinding>> CheckAsync(
        InspectedUser stream, bool corrects, CancellationToken cancellationToken)
    {
        var subject = $"user {stream.UserId}";
        if (stream is not { HasUser: true, Row: { } row })
        {
            var missing = stream.HasUser ? "stream" : "user";
            return
            [
                new CheckFinding(
                    $"{subject}: there is no such {missing}, but {stream.Events.Count} events", IsCorrected: false),
            ];
        }

        var corrected = row.Copy();
        var bounds = StreamCheck.Correct(corrected, stream.Events.Newest, stream.Events.LastMissing)
            .Concat(SearchPosition.Check(stream.Indexed, corrected.Head)).ToList();
        var wrong = corrects && bounds.Count > 0
            ? await inspection.CorrectStreamAsync(stream.UserId, stream.Events.LastMissing, cancellationToken)
            : bounds;

        // Raising the floor above the missing events is their correction.
        return stream.Events.Describe("event").Concat(wrong)
            .Select(flaw => new CheckFinding($"{subject}: {flaw.Text}", corrects));
    }
}

/// <summary>The position of the search index in a user's stream.</summary>
public static class SearchPosition
{
    /// <summary>
    /// Checks it. To correct it, the stream is indexed anew from its beginning, since nobody knows what was indexed;
    /// taking in an event twice does no harm.
    /// </summary>
    /// <param name="indexed">Number of the last event in the index; null if the user is not in it.</param>
    /// <param name="head">Number of the newest event.</param>
    /// <returns>What is wrong.</returns>
    public static IEnumerable<Flaw> Check(long? indexed, long head)
    {
        if (indexed < 0 || indexed > head)
        {
            yield return new Flaw($"the search index is at {indexed}, and head is {head}", IsCorrectable: true);
        }
    }
}

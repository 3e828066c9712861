namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

/// <summary>The parts of a query for conversations (<c>c</c>) with the names of their users.</summary>
internal static class ConversationQuery
{
    public const string Select = "SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username";

    public const string JoinUsers =
        "JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id";

    public static KnownConversation Read(IRowReader row) => new(
        row.Get<Guid>(0),
        ParticipantPair.Of(row.Get<Guid>(1), row.Get<Guid>(2)),
        row.Get<string>(3)!,
        row.Get<string>(4)!);
}

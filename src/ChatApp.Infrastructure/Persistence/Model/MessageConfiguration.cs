using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Model;

/// <remarks>
/// This table and user_events have no foreign keys, because PostgreSQL would check each row with a query of its own.
/// Whoever adds a row writes the rows that it refers to in the same transaction: the batch writer, and an operator's
/// <c>seed</c> (docs/decisions/0003-two-databases-one-model.md).
/// </remarks>
internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder)
    {
        builder.ToTable("messages");
        builder.Property(message => message.Seq).ValueGeneratedNever();
        builder.Property(message => message.Id).ValueGeneratedNever();
        builder.Property(message => message.Reactions).HasConversion(
            reactions => ReactionText.Of(reactions),
            text => ReactionText.Read(text),
            new ValueComparer<IReadOnlyList<Reaction>>(
                (one, other) => ReferenceEquals(one, other), list => list.GetHashCode()));
        builder.HasKey(message => new { message.ConversationId, message.Seq }).HasName("pk_messages");
        builder.HasIndex(message => message.Id).IsUnique().HasDatabaseName("ix_messages_id");
        builder.HasIndex(message => new { message.SenderId, message.ClientMessageId })
            .IsUnique()
            .HasFilter("client_message_id IS NOT NULL")
            .HasDatabaseName("ix_messages_client_message_id");

        // For unread counts. Few messages are deleted, so the index is small and rarely written.
        builder.HasIndex(message => new { message.ConversationId, message.Seq })
            .HasFilter("deleted_at IS NOT NULL")
            .HasDatabaseName("ix_messages_deleted");
    }
}

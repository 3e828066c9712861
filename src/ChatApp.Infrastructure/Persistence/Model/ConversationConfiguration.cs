using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Model;

/// <remarks>
/// No index contains a column that every message changes. PostgreSQL can therefore update a conversation without new
/// index entries (heap-only tuples); they took a third of the work of a batch of single messages. The index for a
/// user's list contains minutes, which change once a minute and not with each message.
/// </remarks>
internal sealed class ConversationConfiguration
    : IEntityTypeConfiguration<Conversation>, IEntityTypeConfiguration<Member>
{
    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.ToTable("conversations");
        builder.Property(conversation => conversation.Id).ValueGeneratedNever();
        builder.HasKey(conversation => conversation.Id).HasName("pk_conversations");
        builder.HasIndex(conversation => new { conversation.FirstUserId, conversation.SecondUserId })
            .IsUnique().HasDatabaseName("ix_conversations_pair");
    }

    public void Configure(EntityTypeBuilder<Member> builder)
    {
        builder.ToTable("conversation_members");
        builder.HasKey(member => new { member.ConversationId, member.UserId }).HasName("pk_conversation_members");
        builder.HasIndex(member => new { member.UserId, member.Archived, member.ListedMinute })
            .HasDatabaseName("ix_conversation_members_list");
        builder.HasIndex(member => new { member.UserId, member.BlockedAt })
            .HasFilter("blocked_at IS NOT NULL")
            .HasDatabaseName("ix_conversation_members_blocked");

        // All conversations of a user in an order that never changes.
        builder.HasIndex(member => new { member.UserId, member.ConversationId })
            .HasDatabaseName("ix_conversation_members_user");
    }
}

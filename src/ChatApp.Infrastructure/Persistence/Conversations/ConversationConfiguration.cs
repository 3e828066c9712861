using ChatApp.Domain.Conversations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Conversations;

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.ToTable("conversations");
        builder.Property(conversation => conversation.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(conversation => conversation.FirstUserId).HasColumnName("first_user_id");
        builder.Property(conversation => conversation.SecondUserId).HasColumnName("second_user_id");
        builder.Property(conversation => conversation.LastSeq).HasColumnName("last_seq");
        builder.Property(conversation => conversation.SentByFirst).HasColumnName("sent_by_first");
        builder.Property(conversation => conversation.LastAt).HasColumnName("last_at");
        builder.Property(conversation => conversation.FirstReadSeq).HasColumnName("first_read_seq");
        builder.Property(conversation => conversation.SecondReadSeq).HasColumnName("second_read_seq");
        builder.HasKey(conversation => conversation.Id).HasName("pk_conversations");
        builder.HasIndex(conversation => new { conversation.FirstUserId, conversation.SecondUserId })
            .IsUnique().HasDatabaseName("ix_conversations_pair");

        // The conversation list is the merge of two ranges: where the user is the first, and where it is the second.
        builder.HasIndex(conversation => new { conversation.FirstUserId, conversation.LastAt, conversation.Id })
            .HasDatabaseName("ix_conversations_first_last_at");
        builder.HasIndex(conversation => new { conversation.SecondUserId, conversation.LastAt, conversation.Id })
            .HasDatabaseName("ix_conversations_second_last_at");
    }
}

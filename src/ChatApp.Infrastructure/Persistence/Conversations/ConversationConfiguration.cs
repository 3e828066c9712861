using ChatApp.Domain.Conversations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Conversations;

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>
{
    /// <summary>
    /// The minute of the last message, computed by the database. The conversation list is sorted by it first and by the exact time within it, so
    /// the indexes change once a minute and not with each message: PostgreSQL then updates a conversation in place, without a new entry in each
    /// of its indexes (heap-only tuples), which is a third of the work of a batch of single messages.
    /// </summary>
    public const string LastMinute = "LastMinute";

    /// <summary>Minutes of <see cref="LastMinute"/> begin where those of Unix time do.</summary>
    public static DateTimeOffset MinuteOf(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerMinute));

    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.ToTable("conversations");
        builder.Property(conversation => conversation.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(conversation => conversation.FirstUserId).HasColumnName("first_user_id");
        builder.Property(conversation => conversation.SecondUserId).HasColumnName("second_user_id");
        builder.Property(conversation => conversation.LastSeq).HasColumnName("last_seq");
        builder.Property(conversation => conversation.SentByFirst).HasColumnName("sent_by_first");
        builder.Property(conversation => conversation.LastAt).HasColumnName("last_at");
        builder.Property(conversation => conversation.LastMessageId).HasColumnName("last_message_id");
        builder.ComplexProperty(conversation => conversation.FirstRead, mark => ConfigureMark(mark, "first_read"));
        builder.ComplexProperty(conversation => conversation.SecondRead, mark => ConfigureMark(mark, "second_read"));
        builder.HasKey(conversation => conversation.Id).HasName("pk_conversations");
        builder.HasIndex(conversation => new { conversation.FirstUserId, conversation.SecondUserId })
            .IsUnique().HasDatabaseName("ix_conversations_pair");

        // The conversation list is the merge of two ranges: where the user is the first, and where it is the second.
        builder.Property<DateTimeOffset?>(LastMinute).HasColumnName("last_minute");
        builder.HasIndex(nameof(Conversation.FirstUserId), LastMinute).HasDatabaseName("ix_conversations_first_last_minute");
        builder.HasIndex(nameof(Conversation.SecondUserId), LastMinute).HasDatabaseName("ix_conversations_second_last_minute");
    }

    private static void ConfigureMark(ComplexPropertyBuilder<ReadMark> builder, string prefix)
    {
        builder.Property(mark => mark.Seq).HasColumnName($"{prefix}_seq");
        builder.Property(mark => mark.SentByFirst).HasColumnName($"{prefix}_sent_by_first");
    }
}

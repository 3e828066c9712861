using ChatApp.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Events;

internal sealed class EventConfiguration
    : IEntityTypeConfiguration<EventRow>, IEntityTypeConfiguration<StreamCounter>, IEntityTypeConfiguration<EpochRow>
{
    public void Configure(EntityTypeBuilder<EventRow> builder)
    {
        builder.ToTable("user_events");
        builder.Property(row => row.UserId).HasColumnName("user_id");
        builder.Property(row => row.Number).HasColumnName("number").ValueGeneratedNever();
        builder.Property(row => row.Kind).HasColumnName("kind");
        builder.Property(row => row.ConversationId).HasColumnName("conversation_id");
        builder.Property(row => row.Seq).HasColumnName("seq");
        builder.Property(row => row.ActorId).HasColumnName("actor_id");
        builder.HasKey(row => new { row.UserId, row.Number }).HasName("pk_user_events");
    }

    public void Configure(EntityTypeBuilder<StreamCounter> builder)
    {
        builder.ToTable("user_streams");
        builder.Property(stream => stream.UserId).HasColumnName("user_id").ValueGeneratedNever();
        builder.Property(stream => stream.Head).HasColumnName("head");
        builder.Property(stream => stream.Floor).HasColumnName("floor");
        builder.HasKey(stream => stream.UserId).HasName("pk_user_streams");
    }

    public void Configure(EntityTypeBuilder<EpochRow> builder)
    {
        builder.ToTable("event_epoch");
        builder.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(row => row.Epoch).HasColumnName("epoch");
        builder.HasKey(row => row.Id).HasName("pk_event_epoch");
    }
}

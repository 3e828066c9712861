using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Model;

internal sealed class EventConfiguration
    : IEntityTypeConfiguration<EventRow>, IEntityTypeConfiguration<StreamCounter>, IEntityTypeConfiguration<EpochRow>
{
    public void Configure(EntityTypeBuilder<EventRow> builder)
    {
        builder.ToTable("user_events");
        builder.Property(row => row.Number).ValueGeneratedNever();
        builder.HasKey(row => new { row.UserId, row.Number }).HasName("pk_user_events");
    }

    public void Configure(EntityTypeBuilder<StreamCounter> builder)
    {
        builder.ToTable("user_streams");
        builder.Property(stream => stream.UserId).ValueGeneratedNever();
        builder.HasKey(stream => stream.UserId).HasName("pk_user_streams");
    }

    public void Configure(EntityTypeBuilder<EpochRow> builder)
    {
        builder.ToTable("event_epoch");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasKey(row => row.Id).HasName("pk_event_epoch");
    }
}

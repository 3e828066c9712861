using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Model;

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.Property(session => session.Id).ValueGeneratedNever();

        // A change that was decided on an older state must not be kept: each of these says that there is a newer one.
        builder.Property(session => session.Generation).IsConcurrencyToken();
        builder.Property(session => session.GenerationUsed).IsConcurrencyToken();
        builder.Property(session => session.EndedAt).IsConcurrencyToken();

        builder.Property(session => session.UserAgent).HasMaxLength(SessionDevice.MaxUserAgentLength);
        builder.Property(session => session.Address).HasColumnName("ip").HasMaxLength(SessionDevice.MaxAddressLength);
        builder.HasKey(session => session.Id).HasName("pk_sessions");

        // Of one user those that go on are few, however many have ended.
        builder.HasIndex(session => session.UserId)
            .HasFilter("ended_at IS NULL").HasDatabaseName("ix_sessions_user_id");

        // Every node asks every few seconds which sessions have ended since; the open ones are not in it. The purge
        // asks for the oldest of these, and of those that have expired.
        builder.HasIndex(session => session.EndedAt)
            .HasFilter("ended_at IS NOT NULL").HasDatabaseName("ix_sessions_ended_at");
        builder.HasIndex(session => session.ExpiresAt)
            .HasFilter("ended_at IS NULL").HasDatabaseName("ix_sessions_expires_at");
        builder.HasOne<User>().WithMany().HasForeignKey(session => session.UserId)
            .HasConstraintName("fk_sessions_users");
    }
}

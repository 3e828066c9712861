using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Model;

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.Property(session => session.Id).ValueGeneratedNever();

        // A change that was decided on an older state must not be saved. Each newer state differs in one of these
        // columns.
        builder.Property(session => session.Generation).IsConcurrencyToken();
        builder.Property(session => session.GenerationUsed).IsConcurrencyToken();
        builder.Property(session => session.EndedAt).IsConcurrencyToken();

        builder.Property(session => session.UserAgent).HasMaxLength(SessionDevice.MaxUserAgentLength);
        builder.Property(session => session.Address).HasColumnName("ip").HasMaxLength(SessionDevice.MaxAddressLength);
        builder.HasKey(session => session.Id).HasName("pk_sessions");

        // A user has few open sessions, but may have many ended ones.
        builder.HasIndex(session => session.UserId)
            .HasFilter("ended_at IS NULL").HasDatabaseName("ix_sessions_user_id");

        // All sessions of a user, for its owner and to erase them.
        builder.HasIndex(session => new { session.UserId, session.Id }).HasDatabaseName("ix_sessions_user");

        // Every few seconds each node reads the sessions that ended recently; the index contains no open ones. The
        // purge reads the oldest entries of this index and of the next one.
        builder.HasIndex(session => session.EndedAt)
            .HasFilter("ended_at IS NOT NULL").HasDatabaseName("ix_sessions_ended_at");
        builder.HasIndex(session => session.ExpiresAt)
            .HasFilter("ended_at IS NULL").HasDatabaseName("ix_sessions_expires_at");
        builder.HasOne<User>().WithMany().HasForeignKey(session => session.UserId)
            .HasConstraintName("fk_sessions_users");
    }
}

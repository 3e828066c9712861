using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Model;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public const string UsernameIndex = "ix_users_username_key";
    public const string EmailIndex = "ix_users_email_key";

    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.Property(user => user.Id).ValueGeneratedNever();
        builder.Property(user => user.Username).HasMaxLength(Username.MaxLength);
        builder.Property(user => user.UsernameKey).HasMaxLength(Username.MaxLength);
        builder.Property(user => user.Email).HasMaxLength(EmailAddress.MaxLength);
        builder.Property(user => user.EmailKey).HasMaxLength(EmailAddress.MaxLength);

        // A change that was decided on an old password must not be saved after the password has changed.
        builder.Property(user => user.PasswordHash).HasMaxLength(100).IsConcurrencyToken();

        builder.Property(user => user.DisplayName).HasMaxLength(User.DisplayNameMaxLength);

        // No session may start after the account was disabled. A database trigger ends the existing ones.
        builder.Property(user => user.IsActive).IsConcurrencyToken();
        builder.HasKey(user => user.Id).HasName("pk_users");
        builder.HasIndex(user => user.UsernameKey).IsUnique().HasDatabaseName(UsernameIndex);
        builder.HasIndex(user => user.EmailKey).IsUnique().HasDatabaseName(EmailIndex);

        // Every few seconds each node reads the users whose new names are not announced; usually there are none.
        builder.HasIndex(user => user.ProfileRevision)
            .HasFilter("announced_revision < profile_revision").HasDatabaseName("ix_users_unannounced");

        // Likewise the closed accounts whose messages are not deleted yet.
        builder.HasIndex(user => user.ErasesMessages)
            .HasFilter("erases_messages").HasDatabaseName("ix_users_erasing");
    }
}

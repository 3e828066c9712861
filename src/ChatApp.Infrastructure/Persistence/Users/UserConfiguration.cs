using ChatApp.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Users;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public const string UsernameIndex = "ix_users_username_key";
    public const string EmailIndex = "ix_users_email_key";

    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.Property(user => user.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(user => user.Username).HasColumnName("username").HasMaxLength(Username.MaxLength);
        builder.Property(user => user.UsernameKey).HasColumnName("username_key").HasMaxLength(Username.MaxLength);
        builder.Property(user => user.Email).HasColumnName("email").HasMaxLength(EmailAddress.MaxLength);
        builder.Property(user => user.EmailKey).HasColumnName("email_key").HasMaxLength(EmailAddress.MaxLength);

        // What was decided on a password must not be kept once there is another one.
        builder.Property(user => user.PasswordHash).HasColumnName("password_hash").HasMaxLength(100).IsConcurrencyToken();

        builder.Property(user => user.DisplayName).HasColumnName("display_name").HasMaxLength(User.DisplayNameMaxLength);

        // And no session may begin once the account is switched off. A trigger of the database ends those that there
        // are.
        builder.Property(user => user.IsActive).HasColumnName("is_active").IsConcurrencyToken();
        builder.Property(user => user.CreatedAt).HasColumnName("created_at");
        builder.HasKey(user => user.Id).HasName("pk_users");
        builder.HasIndex(user => user.UsernameKey).IsUnique().HasDatabaseName(UsernameIndex);
        builder.HasIndex(user => user.EmailKey).IsUnique().HasDatabaseName(EmailIndex);
    }
}

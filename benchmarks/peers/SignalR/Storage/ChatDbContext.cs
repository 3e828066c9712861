using ChatApp.SignalRPeer.Accounts;
using ChatApp.SignalRPeer.Messages;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.SignalRPeer.Storage;

internal sealed class ChatDbContext(DbContextOptions<ChatDbContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<Message> Messages => Set<Message>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>(user =>
        {
            user.Property(u => u.Username).HasMaxLength(32);
            user.Property(u => u.Email).HasMaxLength(254);
            user.HasIndex(u => u.Username).IsUnique();
            user.HasIndex(u => u.Email).IsUnique();
        });
        modelBuilder.Entity<Message>(message =>
        {
            message.Property(m => m.Content).HasMaxLength(Message.LongestContent);
            message.HasIndex(m => new { m.FirstUserId, m.SecondUserId, m.Id });
            message.HasOne(m => m.FirstUser).WithMany()
                .HasForeignKey(m => m.FirstUserId)
                .OnDelete(DeleteBehavior.Restrict);
            message.HasOne(m => m.SecondUser).WithMany()
                .HasForeignKey(m => m.SecondUserId)
                .OnDelete(DeleteBehavior.Restrict);
        });
    }
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Model;

internal sealed class UsedTicketConfiguration : IEntityTypeConfiguration<UsedTicketRow>
{
    public void Configure(EntityTypeBuilder<UsedTicketRow> builder)
    {
        builder.ToTable("used_tickets");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasKey(row => row.Id).HasName("pk_used_tickets");
        builder.HasIndex(row => row.ExpiresAt).HasDatabaseName("ix_used_tickets_expires_at");
    }
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Model;

internal sealed class RetentionRunConfiguration : IEntityTypeConfiguration<RetentionRunRow>
{
    public void Configure(EntityTypeBuilder<RetentionRunRow> builder)
    {
        builder.ToTable("retention_run");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasKey(row => row.Id).HasName("pk_retention_run");
    }
}

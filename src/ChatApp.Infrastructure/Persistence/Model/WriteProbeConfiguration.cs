using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Model;

internal sealed class WriteProbeConfiguration : IEntityTypeConfiguration<WriteProbeRow>
{
    public void Configure(EntityTypeBuilder<WriteProbeRow> builder)
    {
        builder.ToTable("write_probe");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasKey(row => row.Id).HasName("pk_write_probe");
    }
}

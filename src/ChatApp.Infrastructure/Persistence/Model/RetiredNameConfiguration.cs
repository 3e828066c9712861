using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Model;

internal sealed class RetiredNameConfiguration : IEntityTypeConfiguration<RetiredNameRow>
{
    public void Configure(EntityTypeBuilder<RetiredNameRow> builder)
    {
        builder.ToTable("retired_names");
        builder.HasKey(row => row.Digest).HasName("pk_retired_names");
    }
}

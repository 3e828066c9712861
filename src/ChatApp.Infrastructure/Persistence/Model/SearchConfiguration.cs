using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>How far the search index has taken in a user's stream.</summary>
internal sealed class SearchStreamRow
{
    /// <summary>A short number for the user, which is part of every token.</summary>
    public long Id { get; init; }

    public Guid UserId { get; init; }

    /// <summary>Number of the last event that is in the index.</summary>
    public long Indexed { get; set; }
}

/// <summary>
/// A message in the search index of one user. Its tokens are in a column (PostgreSQL) or a table (SQLite) that EF Core
/// does not know.
/// </summary>
internal sealed class SearchDocumentRow
{
    public long StreamId { get; init; }

    public Guid MessageId { get; init; }

    /// <summary>Number of the event of its sending: the order of results.</summary>
    public long Number { get; init; }
}

internal sealed class SearchConfiguration
    : IEntityTypeConfiguration<SearchStreamRow>, IEntityTypeConfiguration<SearchDocumentRow>
{
    public void Configure(EntityTypeBuilder<SearchStreamRow> builder)
    {
        builder.ToTable("search_streams");
        builder.HasKey(row => row.Id).HasName("pk_search_streams");
        builder.HasIndex(row => row.UserId).IsUnique().HasDatabaseName("ix_search_streams_user");

        // Of two nodes that index the same events, one commits.
        builder.Property(row => row.Indexed).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<SearchDocumentRow> builder)
    {
        builder.ToTable("search_documents");
        builder.Property(row => row.Number).ValueGeneratedNever();
        builder.HasKey(row => new { row.StreamId, row.MessageId }).HasName("pk_search_documents");
    }
}

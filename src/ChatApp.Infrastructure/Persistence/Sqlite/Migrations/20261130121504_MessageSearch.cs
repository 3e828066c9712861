using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class MessageSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The primary key is the table, and the tokens are in a table of their own. They are in lower case and have
            // spaces between them. With secure-delete, nothing remains of deleted ones.
            migrationBuilder.Sql(
                """
                CREATE TABLE search_documents (
                    stream_id INTEGER NOT NULL,
                    message_id BLOB NOT NULL,
                    number INTEGER NOT NULL,
                    CONSTRAINT pk_search_documents PRIMARY KEY (stream_id, message_id)) WITHOUT ROWID;
                CREATE VIRTUAL TABLE search_tokens USING fts5(
                    tokens, message_id UNINDEXED, tokenize = "ascii tokenchars '.'", detail = none, columnsize = 0);
                INSERT INTO search_tokens (search_tokens, rank) VALUES ('secure-delete', 1);
                """);

            migrationBuilder.CreateTable(
                name: "search_streams",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    user_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    indexed = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_search_streams", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_search_streams_user",
                table: "search_streams",
                column: "user_id",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "search_tokens");

            migrationBuilder.DropTable(
                name: "search_documents");

            migrationBuilder.DropTable(
                name: "search_streams");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class DeliveredMarks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "delivered_seq",
                table: "conversation_members",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            // What was read has been delivered.
            migrationBuilder.Sql("UPDATE conversation_members SET delivered_seq = read_seq WHERE read_seq > 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "delivered_seq",
                table: "conversation_members");
        }
    }
}

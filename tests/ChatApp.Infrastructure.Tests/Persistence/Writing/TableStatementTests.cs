using System.Reflection;
using ChatApp.Infrastructure.Persistence.Postgres;
using ChatApp.Infrastructure.Persistence.Sqlite;
using ChatApp.Infrastructure.Persistence.Writing.Tables;

namespace ChatApp.Infrastructure.Tests.Persistence.Writing;

/// <summary>Compares the statements of a batch, made from the table descriptions, with the expected ones.</summary>
internal sealed class TableStatementTests
{
    [TestCase("PostgresStatements.sql", typeof(PostgresConversationDatabase), typeof(PostgresConversationTransaction))]
    [TestCase("SqliteStatements.sql", typeof(SqliteConversationDatabase), typeof(SqliteConversationTransaction))]
    public void Each_statement_is_as_expected_to_the_letter(string file, Type database, Type transaction)
    {
        Type[] types = [typeof(EventTable), database, transaction];
        var statements = types.SelectMany(StatementsOf);
        var actual = string.Join('\n', statements.Distinct());
        TestContext.Out.WriteLine($"The statements of {file} are now:\n{actual}");

        Assert.That(actual, Is.EqualTo(ReadExpected(file)));
    }

    // A statement is a text of a class, or is made by the description of a table.
    private static IEnumerable<string> StatementsOf(Type type) =>
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        let value = field.GetValue(null)!
        from text in value is string statement
            ? [(field.Name, Text: statement)]
            : value.GetType().GetProperties().Where(made => made.PropertyType == typeof(string)).Select(
                made => (Name: $"{field.Name}.{made.Name}", Text: (string)made.GetValue(value)!))
        where text.Text.Contains(' ', StringComparison.Ordinal)
        orderby text.Name
        select $"-- {text.Name}\n{text.Text};\n";

    private static string ReadExpected(string file)
    {
        using var stream = typeof(TableStatementTests).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

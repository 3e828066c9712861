using AutoMapper;
using ChatApp.Application.Common;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Application.Tests;

/// <summary>The application's mappings, as it registers them.</summary>
internal static class Mapping
{
    public static MapperConfiguration Configuration { get; } =
        new(options => options.AddMaps(typeof(Clock).Assembly), NullLoggerFactory.Instance);

    public static IMapper Mapper { get; } = Configuration.CreateMapper();
}

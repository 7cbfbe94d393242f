"""The operations on how much concurrency is set apart for a function."""

from cloister.api.app import Call, Handler, handles
from cloister.api.lambda_ import operations, shapes
from cloister.control.reservations import Reservations
from cloister.domain.arn import Home, parse_function_reference


def concurrency_handlers(reservations: Reservations, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""

    async def put(request: shapes.PutFunctionConcurrencyRequest, _: Call) -> shapes.Concurrency:
        reference = parse_function_reference(request.function_name, home)
        units = await reservations.put(reference, request.reserved_concurrent_executions)
        return shapes.Concurrency(reserved_concurrent_executions=units)

    async def get(
        request: shapes.GetFunctionConcurrencyRequest, _: Call
    ) -> shapes.GetFunctionConcurrencyResponse:
        units = reservations.get(parse_function_reference(request.function_name, home))
        return shapes.GetFunctionConcurrencyResponse(reserved_concurrent_executions=units)

    async def delete(request: shapes.DeleteFunctionConcurrencyRequest, _: Call) -> None:
        await reservations.delete(parse_function_reference(request.function_name, home))

    return dict(
        [
            handles(operations.PUT_FUNCTION_CONCURRENCY, put),
            handles(operations.GET_FUNCTION_CONCURRENCY, get),
            handles(operations.DELETE_FUNCTION_CONCURRENCY, delete),
        ]
    )

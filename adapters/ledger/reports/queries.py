"""Reads reports from the ledger."""

from datetime import datetime

from adapters.ledger.database import Database
from adapters.ledger.reports import invoices, requests
from domain.reports.figures import Figures, Report, ReportName
from domain.reports.period import Period


class ReportQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def report(self, name: ReportName, period: Period, now: datetime) -> Report:
        """One report, all of it as of one moment."""
        return Report(name=name, at=now, period=period, lines=await self._lines(name, period, now))

    async def _lines(self, name: ReportName, period: Period, now: datetime) -> tuple[Figures, ...]:
        async with self._database.reading() as connection:
            match name:
                case ReportName.WAITING:
                    return await requests.waiting(connection, now)
                case ReportName.STATES:
                    return await requests.state_times(connection, period, now)
                case ReportName.DECISIONS:
                    return await requests.decisions(connection, period)
                case ReportName.OVERDUE:
                    return await invoices.overdue(connection, now)
                case ReportName.REMINDERS:
                    return await invoices.reminders(connection, period)

/** What the policy knows of a campaign. */
export interface CampaignResource {
  readonly id: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly teamIds: readonly string[];
}

/** Where the conditions of the policy find it in SQL. */
export const campaignColumns = {
  id: 'id',
  tenantId: 'tenant_id',
  ownerId: 'owner_id',
  teamIds: { exists: { table: 'campaign_teams', foreignKey: 'campaign_id', value: 'team_id' } },
} as const;
